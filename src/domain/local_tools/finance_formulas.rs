//! Everyday money mathematics. Amounts are in whatever currency was given, rounded to cents in replies only.

use super::support::{self, Outcome, fixed};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::json;

/// Largest amount taken.
const LARGEST: f64 = 1e12;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "finance_formulas",
    apis: &[
        ("compound_interest", |a| support::reply(compound_interest(a))),
        ("loan_payment", |a| support::reply(loan_payment(a))),
        ("net_present_value", |a| support::reply(net_present_value(a))),
        ("internal_rate_of_return", |a| support::reply(internal_rate_of_return(a))),
        ("inflation_adjusted", |a| support::reply(inflation_adjusted(a))),
        ("percentage_change", |a| support::reply(percentage_change(a))),
        ("discount_price", |a| support::reply(discount_price(a))),
        ("tip_split", |a| support::reply(tip_split(a))),
    ],
};

/// Beyond this, cents cannot be told any more.
fn within_reach(value: f64) -> Result<f64, LocalReply> {
    if value.is_finite() && value.abs() < 1e15 {
        return Ok(value);
    }
    Err(LocalReply::error(422, "The result is too large; use a smaller amount, a lower rate or fewer years"))
}

fn compound_interest(arguments: &Arguments<'_>) -> Outcome {
    let principal = support::real(arguments, "principal", 0.0, LARGEST, None)?;
    let rate = support::real(arguments, "annual_rate", -50.0, 100.0, None)? / 100.0;
    let years = support::real(arguments, "years", 0.0, 200.0, None)?;
    let periods = support::whole(arguments, "compounds_per_year", 1, 365, Some(1))?;
    let deposit = support::real(arguments, "monthly_deposit", 0.0, 1e9, Some(0.0))?;
    if ![1, 2, 4, 12, 52, 365].contains(&periods) {
        return Err(support::out_of_range("compounds_per_year", periods, "one of: 1, 2, 4, 12, 52, 365"));
    }
    let per_year = (1.0 + rate / periods as f64).powf(periods as f64);
    let months = (years * 12.0).floor();
    let monthly = per_year.powf(1.0 / 12.0);
    // Deposits at the end of each month, each growing to the end.
    let series = if (monthly - 1.0).abs() < 1e-12 { months } else { (monthly.powf(months) - 1.0) / (monthly - 1.0) };
    let leftover = per_year.powf(years - months / 12.0);
    let balance = within_reach(principal * per_year.powf(years) + deposit * series * leftover)?;
    let deposits = deposit * months;
    Ok(json!({
        "principal": fixed(principal, 2), "total_deposits": fixed(deposits, 2), "final_balance": fixed(balance, 2),
        "interest_earned": fixed(balance - principal - deposits, 2),
        "effective_annual_rate_percent": fixed((per_year - 1.0) * 100.0, 4),
    }))
}

fn loan_payment(arguments: &Arguments<'_>) -> Outcome {
    let amount = support::real(arguments, "amount", 0.01, LARGEST, None)?;
    let rate = support::real(arguments, "annual_rate", 0.0, 100.0, None)? / 100.0 / 12.0;
    let years = support::real(arguments, "years", 1.0 / 12.0, 100.0, None)?;
    let payments = (years * 12.0).round();
    let monthly = if rate == 0.0 { amount / payments } else { amount * rate / (1.0 - (1.0 + rate).powf(-payments)) };
    let monthly = within_reach(monthly)?;
    let total = within_reach(monthly * payments)?;
    Ok(json!({
        "amount": fixed(amount, 2), "monthly_payment": fixed(monthly, 2), "number_of_payments": payments as i64,
        "total_paid": fixed(total, 2), "total_interest": fixed(total - amount, 2),
    }))
}

/// Cash flows, checked for size.
fn cash_flows(arguments: &Arguments<'_>, fewest: usize) -> Result<Vec<f64>, LocalReply> {
    let flows = support::number_list(arguments, "cash_flows", fewest, 200)?;
    match flows.iter().find(|flow| flow.abs() > LARGEST) {
        Some(flow) => Err(support::out_of_range("cash_flows", flow, "amounts from -1e12 to 1e12")),
        None => Ok(flows),
    }
}

fn present_value(flows: &[f64], rate: f64) -> f64 {
    // Horner's scheme from the last flow back.
    flows.iter().rev().fold(0.0, |later, flow| flow + later / (1.0 + rate))
}

fn net_present_value(arguments: &Arguments<'_>) -> Outcome {
    let percent = support::real(arguments, "discount_rate", -99.0, 1000.0, None)?;
    let flows = cash_flows(arguments, 1)?;
    let value = within_reach(present_value(&flows, percent / 100.0))?;
    Ok(json!({
        "discount_rate_percent": support::num(percent), "periods": flows.len() - 1,
        "net_present_value": fixed(value, 2), "worthwhile": value > 0.0,
    }))
}

fn internal_rate_of_return(arguments: &Arguments<'_>) -> Outcome {
    let flows = cash_flows(arguments, 2)?;
    if !(flows.iter().any(|f| *f < 0.0) && flows.iter().any(|f| *f > 0.0)) {
        let message = "Parameter 'cash_flows' must hold at least one cost (negative) and one gain (positive)";
        return Err(LocalReply::error(422, message));
    }
    let roots = rates(&flows);
    match roots.as_slice() {
        [rate] => Ok(json!({"internal_rate_of_return_percent": fixed(rate * 100.0, 4), "periods": flows.len() - 1})),
        [] => Err(LocalReply::error(422, "No internal rate of return between -99 % and 1000 % exists")),
        several => {
            let list: Vec<String> = several.iter().take(5).map(|rate| format!("{:.2} %", rate * 100.0)).collect();
            let message =
                format!("The cash flows change sign more than once and have several rates: {}", list.join(", "));
            Err(LocalReply::error(422, message))
        }
    }
}

/// Every rate in the range at which the present value is 0: a scan in even steps of the discount factor's logarithm,
/// then bisection.
fn rates(flows: &[f64]) -> Vec<f64> {
    const STEPS: u32 = 1000;
    let (low, high) = (0.01_f64.ln(), 11.0_f64.ln());
    let rate = |step: u32| (low + (high - low) * f64::from(step) / f64::from(STEPS)).exp() - 1.0;
    let mut found = Vec::new();
    let mut before = (rate(0), present_value(flows, rate(0)));
    for step in 1..=STEPS {
        let now = (rate(step), present_value(flows, rate(step)));
        if now.1 == 0.0 {
            found.push(now.0);
        } else if before.1 != 0.0 && before.1.is_sign_positive() != now.1.is_sign_positive() {
            found.push(bisect(flows, before.0, now.0));
        }
        before = now;
    }
    found
}

fn bisect(flows: &[f64], mut low: f64, mut high: f64) -> f64 {
    let rising = present_value(flows, low) < 0.0;
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if (present_value(flows, middle) < 0.0) == rising {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn inflation_adjusted(arguments: &Arguments<'_>) -> Outcome {
    let amount = support::real(arguments, "amount", 0.0, LARGEST, None)?;
    let rate = support::real(arguments, "inflation_rate", -50.0, 1000.0, None)? / 100.0;
    let years = support::real(arguments, "years", 0.0, 200.0, None)?;
    let growth = (1.0 + rate).powf(years);
    let needed = within_reach(amount * growth)?;
    let worth = within_reach(amount / growth)?;
    Ok(json!({
        "amount": fixed(amount, 2), "future_purchasing_power": fixed(worth, 2),
        "amount_needed_for_same_goods": fixed(needed, 2), "loss_percent": fixed((1.0 - 1.0 / growth) * 100.0, 2),
    }))
}

fn percentage_change(arguments: &Arguments<'_>) -> Outcome {
    let old = support::real(arguments, "old_value", -1e15, 1e15, None)?;
    let new = support::real(arguments, "new_value", -1e15, 1e15, None)?;
    if old == 0.0 {
        return Err(LocalReply::error(422, "Parameter 'old_value' must not be 0: no percentage of 0 makes a change"));
    }
    let change = (new - old) / old.abs() * 100.0;
    let direction = match new.total_cmp(&old) {
        std::cmp::Ordering::Greater => "increase",
        std::cmp::Ordering::Less => "decrease",
        std::cmp::Ordering::Equal => "no change",
    };
    Ok(json!({
        "old_value": support::num(old), "new_value": support::num(new), "difference": support::num(new - old),
        "change_percent": fixed(change, 4), "direction": direction,
    }))
}

fn discount_price(arguments: &Arguments<'_>) -> Outcome {
    let price = support::real(arguments, "price", 0.0, LARGEST, None)?;
    let discount = support::real(arguments, "discount_percent", 0.0, 100.0, None)?;
    let tax = support::real(arguments, "tax_percent", 0.0, 100.0, Some(0.0))?;
    let saved = price * discount / 100.0;
    let reduced = price - saved;
    let tax = reduced * tax / 100.0;
    Ok(json!({
        "price": fixed(price, 2), "saved": fixed(saved, 2), "discounted_price": fixed(reduced, 2),
        "tax": fixed(tax, 2), "final_price": fixed(reduced + tax, 2),
    }))
}

fn tip_split(arguments: &Arguments<'_>) -> Outcome {
    let bill = support::real(arguments, "bill", 0.0, 1e9, None)?;
    let percent = support::real(arguments, "tip_percent", 0.0, 100.0, None)?;
    let people = support::whole(arguments, "people", 1, 1000, Some(1))?;
    let tip = bill * percent / 100.0;
    let total = bill + tip;
    Ok(json!({
        "bill": fixed(bill, 2), "tip": fixed(tip, 2), "total": fixed(total, 2), "people": people,
        "per_person": fixed(total / people as f64, 2),
    }))
}
