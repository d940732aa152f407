//! The price table.

use super::SettingsSection;
use crate::browser::llm::{load_prices, prices_are_at, save_prices};
use crate::domain::trace::{
    Cost, MAX_PATTERN, MAX_PRICES, NamedPrice, PRICES_OF, PriceTable, decimal, decimal_text, merge_prices,
};
use crate::ui::i18n::{Words, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, When, each, kept_words};
use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

/// Prices are kept in millionths.
const PLACES: usize = 6;

/// A row and its key on the screen, so that a row that is being typed in stays.
type Row = (u32, NamedPrice);

/// What is on the screen; every change is kept at once.
#[derive(Clone, Copy)]
struct Table {
    rows: RwSignal<Vec<Row>>,
    currency: RwSignal<String>,
    next: StoredValue<u32>,
    problem: RwSignal<Option<String>>,
    /// What was last read or kept: what differs from it was changed here.
    kept: StoredValue<PriceTable>,
}

impl Table {
    fn show(self, table: PriceTable) {
        let rows: Vec<Row> = (self.next.get_value()..).zip(table.rows).collect();
        self.next.update_value(|next| *next += u32::try_from(rows.len()).unwrap_or(0));
        self.rows.set(rows);
        self.currency.set(table.currency);
    }

    /// Shows what is stored, where that is something new.
    fn follow(self) {
        let stored = load_prices();
        if self.kept.with_value(|kept| *kept != stored) {
            self.show(stored.clone());
            self.kept.set_value(stored);
        }
    }

    /// Shows what is stored, now and whenever another tab changes it.
    fn follow_others(self) {
        self.follow();
        let others = window_event_listener(ev::storage, move |event| {
            if prices_are_at(event.key().as_deref()) {
                self.follow();
            }
        });
        on_cleanup(move || others.remove());
    }

    /// What is on the screen now (not tracked).
    fn shown(self) -> PriceTable {
        let rows = self.rows.with_untracked(|rows| rows.iter().map(|row| row.1.clone()).collect());
        PriceTable { currency: self.currency.get_untracked(), rows }
    }

    fn add(self) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.rows.update(|rows| rows.push((key, NamedPrice::default())));
    }

    /// The row under `key` as it stands now (tracked).
    fn row(self, key: u32) -> NamedPrice {
        self.rows.with(|rows| rows.iter().find(|row| row.0 == key).map(|row| row.1.clone())).unwrap_or_default()
    }
}

/// Rows of name, price of sent and of received tokens; one currency for all.
#[component]
pub fn PricesSection() -> impl IntoView {
    let i18n = use_i18n();
    let table = Table {
        rows: RwSignal::new(Vec::new()),
        currency: RwSignal::new(String::new()),
        next: StoredValue::new(0),
        problem: RwSignal::new(None),
        kept: StoredValue::new(PriceTable { currency: String::new(), rows: Vec::new() }),
    };
    table.follow_others();
    let keep = Callback::new(move |()| {
        let ours = table.shown();
        // Changes made in another tab meanwhile stay.
        let prices = table.kept.with_value(|kept| merge_prices(kept, &ours, load_prices()));
        let saved = save_prices(Some(&prices));
        table.problem.set(saved.err().map(|error| kept_words(i18n, error)));
        if prices != ours {
            table.show(prices.clone());
        }
        if saved.is_ok() {
            table.kept.set_value(prices);
        }
    });
    let reset = move |()| {
        table.problem.set(save_prices(None).err().map(|error| kept_words(i18n, error)));
        table.show(PriceTable::default());
        table.kept.set_value(PriceTable::default());
    };
    let full = Signal::derive(move || table.rows.with(Vec::len) >= MAX_PRICES);
    view! {
        <SettingsSection title=text!(i18n, models.prices.title) text=text!(i18n, models.prices.text)>
            <p class="hint">{text!(i18n, models.prices.ours, when = PRICES_OF)} " " {t!(i18n, models.prices.pattern)}</p>
            <Currency table keep />
            <When holds=move || table.rows.with(|rows| !rows.is_empty())>
                <table class="prices">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, models.prices.model)}</th>
                            <th scope="col" class="price-amount">{t!(i18n, models.prices.prompt)}</th>
                            <th scope="col" class="price-amount">{t!(i18n, models.prices.completion)}</th>
                            <td class="price-remove"></td>
                        </tr>
                    </thead>
                    <tbody>
                        {each(move || table.rows.get(), |row| row.0, move |row| view! { <PriceRow table key=row.0 keep /> })}
                    </tbody>
                </table>
            </When>
            <div class="endpoint-buttons">
                <Button disabled=full on_press=move |()| table.add()>{t!(i18n, models.prices.add)}</Button>
                <Button kind=ButtonKind::Quiet on_press=reset>{t!(i18n, models.prices.reset)}</Button>
            </div>
            <p class="hint">{t!(i18n, models.prices.unknown)}</p>
            <p class="problem" role="alert">{move || table.problem.get()}</p>
        </SettingsSection>
    }
}

#[component]
fn Currency(table: Table, keep: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let set = move |event| {
        table.currency.set(event_target_value(&event).trim().chars().take(Cost::MAX_CURRENCY).collect());
        keep.run(());
    };
    view! {
        <label class="choice price-currency">
            <span>{t!(i18n, models.prices.currency)}</span>
            <input
                id="price-currency" type="text" autocomplete="off" maxlength=Cost::MAX_CURRENCY.to_string()
                prop:value=move || table.currency.get() on:change=set
            />
        </label>
    }
}

#[component]
fn PriceRow(table: Table, key: u32, keep: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let name = Signal::derive(move || table.row(key).pattern);
    let remove = move |()| {
        table.rows.update(|rows| rows.retain(|row| row.0 != key));
        keep.run(());
    };
    let model = |row: &NamedPrice| row.pattern.clone();
    let prompt = |row: &NamedPrice| decimal_text(row.price.prompt_micros, PLACES);
    let completion = |row: &NamedPrice| decimal_text(row.price.completion_micros, PLACES);
    let field = Field { table, key, keep };
    view! {
        <tr>
            {field.cell(t!(i18n, models.prices.model_name), model, |row, text| {
                row.pattern = text.trim().chars().take(MAX_PATTERN).collect();
            })}
            {field.cell(text!(i18n, models.prices.prompt_of, name = name.get()), prompt, |row, text| {
                row.price.prompt_micros = decimal(text, PLACES).unwrap_or(row.price.prompt_micros);
            })}
            {field.cell(text!(i18n, models.prices.completion_of, name = name.get()), completion, |row, text| {
                row.price.completion_micros = decimal(text, PLACES).unwrap_or(row.price.completion_micros);
            })}
            <td>
                <Button
                    kind=ButtonKind::Quiet label=text!(i18n, models.prices.remove, name = name.get()) on_press=remove
                >
                    "×"
                </Button>
            </td>
        </tr>
    }
}

/// What the fields of one row share.
#[derive(Clone, Copy)]
struct Field {
    table: Table,
    key: u32,
    keep: Callback<()>,
}

impl Field {
    /// A field that shows what `get` gives, and writes with `set` what is typed.
    fn cell(self, label: Words, get: fn(&NamedPrice) -> String, set: fn(&mut NamedPrice, &str)) -> AnyView {
        let value = move || get(&self.table.row(self.key));
        let write = move |event| {
            let written = event_target_value(&event);
            self.table.rows.update(|rows| {
                if let Some((_, row)) = rows.iter_mut().find(|row| row.0 == self.key) {
                    set(row, &written);
                }
            });
            self.keep.run(());
            // What is no price leaves the old one; the field shows it again.
            event_target::<HtmlInputElement>(&event).set_value(&untrack(value));
        };
        view! {
            <td>
                <input
                    type="text" autocomplete="off" aria-label=move || label.get() prop:value=value on:change=write
                />
            </td>
        }
        .into_any()
    }
}
