//! Facts about countries and larger cities. Populations are rounded estimates for about 2024.

pub(super) mod tables;

use super::support::{self, Outcome, fixed, num};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};
use tables::{City, Country, Currency, REGIONS};

/// Longest name that is looked up.
const LONGEST_NAME: usize = 100;
/// Groups whole countries of the world in `countries_by_region`.
const WORLD: &str = "World";

pub(super) const TOOL: LocalTool = LocalTool {
    name: "world_gazetteer",
    apis: &[
        ("country_facts", |a| support::reply(country_facts(a))),
        ("city_facts", |a| support::reply(city_facts(a))),
        ("countries_by_region", |a| support::reply(countries_by_region(a))),
        ("countries_by_currency", |a| support::reply(countries_by_currency(a))),
        ("country_neighbours", |a| support::reply(country_neighbours(a))),
        ("country_by_code", |a| support::reply(country_by_code(a))),
    ],
};

fn country_argument(arguments: &Arguments<'_>) -> Result<&'static Country, LocalReply> {
    let text = support::bounded_text(arguments, "country", LONGEST_NAME)?;
    tables::country(&text).ok_or_else(|| {
        let hint = ". Give an English or Chinese name or an ISO code";
        unknown("country", &text, &tables::near_countries(&text), hint)
    })
}

/// A 404 with near names; `else_try` may end the sentence.
pub(super) fn unknown(what: &str, text: &str, near: &[&str], else_try: &str) -> LocalReply {
    let hint = if near.is_empty() { String::new() } else { format!(". Did you mean {}?", near.join(", ")) };
    let else_try = if near.is_empty() { else_try } else { else_try.trim_start_matches('.') };
    LocalReply::error(404, format!("Unknown {what} '{text}'{hint}{else_try}"))
}

fn country_facts(arguments: &Arguments<'_>) -> Outcome {
    let c = country_argument(arguments)?;
    let currency = tables::currencies().iter().find(|money| money.code == c.currency).map_or("", |money| money.name);
    let mut out = json!({
        "name": c.name, "name_zh": c.name_zh, "capital": c.capital, "continent": c.region,
        "population": num(c.population), "area_km2": num(c.area_km2),
        "density_per_km2": fixed(c.population / c.area_km2.max(0.01), 1),
        "currency_code": c.currency, "currency_name": currency, "calling_code": format!("+{}", c.calling),
        "languages": c.languages().collect::<Vec<_>>(), "iso_alpha2": c.alpha2, "iso_alpha3": c.alpha3,
        "iso_numeric": c.numeric, "neighbours": c.neighbours().map(|n| n.name).collect::<Vec<_>>(),
        "landlocked": c.landlocked(), "un_status": c.un_status(),
    });
    if !c.capital_note.is_empty() {
        out["capital_note"] = json!(c.capital_note);
    }
    Ok(out)
}

fn city_facts(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "city", LONGEST_NAME)?;
    let given = if arguments.raw("country").is_some() { Some(country_argument(arguments)?) } else { None };
    let city = find_city("city", &text, given)?;
    Ok(json!({
        "city": city.name, "city_zh": city.name_zh, "country": city.country.name, "iso_alpha2": city.country.alpha2,
        "latitude": num(city.latitude), "longitude": num(city.longitude), "population": num(city.population),
        "population_scope": "city as administered, rounded", "time_zone": city.zone, "is_capital": city.is_capital(),
    }))
}

/// A city by its name, or by `name, country`. `what` names the thing in a refusal.
pub(super) fn find_city(
    what: &str,
    text: &str,
    country: Option<&'static Country>,
) -> Result<&'static City, LocalReply> {
    if country.is_none()
        && tables::cities_named(text).next().is_none()
        && let Some((city, place)) = text.rsplit_once([',', '，'])
        && let Some(place) = tables::country(place)
    {
        return find_city(what, city, Some(place));
    }
    let mut elsewhere = None;
    for city in tables::cities_named(text) {
        match country {
            Some(country) if country.alpha2 != city.country.alpha2 => elsewhere = Some(city),
            _ => return Ok(city),
        }
    }
    match (elsewhere, country) {
        (Some(city), Some(country)) => {
            let home = city.country.name;
            let message = format!("No larger city '{text}' in {}; '{}' is known in {home}", country.name, city.name);
            Err(LocalReply::error(404, message))
        }
        _ => Err(unknown(what, text, &tables::near_cities(text), ". Only larger cities are covered")),
    }
}

fn countries_by_region(arguments: &Arguments<'_>) -> Outcome {
    let region = region_argument(arguments)?;
    let sorted_by = support::choice(arguments, "sort_by", &["name", "population", "area", "density"], Some("name"))?;
    let limit = support::whole(arguments, "limit", 1, 200, Some(10))?;
    let mut found: Vec<&Country> = tables::countries()
        .iter()
        .filter(|c| c.un_status() != "not a member" && (region == WORLD || c.region == region))
        .collect();
    let size = |c: &Country| match sorted_by {
        "population" => c.population,
        "area" => c.area_km2,
        _ => c.population / c.area_km2.max(0.01),
    };
    if sorted_by == "name" {
        found.sort_by_key(|c| c.name);
    } else {
        found.sort_by(|a, b| size(b).total_cmp(&size(a)));
    }
    let listed: Vec<Value> = found
        .iter()
        .take(usize::try_from(limit).unwrap_or(10))
        .map(|c| {
            json!({"name": c.name, "capital": c.capital, "population": num(c.population), "area_km2": num(c.area_km2)})
        })
        .collect();
    Ok(json!({"region": region, "total": found.len(), "sorted_by": sorted_by, "countries": listed}))
}

fn region_argument(arguments: &Arguments<'_>) -> Result<&'static str, LocalReply> {
    const CHINESE: [(&str, &str); 7] = [
        ("非洲", "Africa"),
        ("亚洲", "Asia"),
        ("欧洲", "Europe"),
        ("北美洲", "North America"),
        ("南美洲", "South America"),
        ("大洋洲", "Oceania"),
        ("世界", WORLD),
    ];
    let text = support::bounded_text(arguments, "region", LONGEST_NAME)?;
    let wanted = tables::key(&text);
    let names = REGIONS.iter().map(|(_, name)| *name).chain([WORLD]);
    let chinese = CHINESE.iter().find(|(zh, _)| *zh == wanted).map(|(_, name)| *name);
    chinese.or_else(|| names.clone().find(|name| tables::key(name) == wanted)).ok_or_else(|| {
        let allowed = names.collect::<Vec<_>>().join(", ");
        LocalReply::error(404, format!("Unknown region '{text}'; parameter 'region' must be one of: {allowed}"))
    })
}

fn countries_by_currency(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "currency", LONGEST_NAME)?;
    let money = find_currency(&text)?;
    let using: Vec<&Country> = tables::countries().iter().filter(|c| c.currency == money.code).collect();
    // Territories stand for themselves only where no country has the currency.
    let some_country = using.iter().any(|c| !c.is_territory());
    let mut users: Vec<&str> = using.iter().filter(|c| !(some_country && c.is_territory())).map(|c| c.name).collect();
    users.sort_unstable();
    Ok(json!({
        "currency_code": money.code, "currency_name": money.name, "total": users.len(), "countries": users,
    }))
}

fn find_currency(text: &str) -> Result<&'static Currency, LocalReply> {
    let wanted = tables::key(text);
    let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
    let wanted = match singular {
        "usdollar" | "dollaramerican" | "americandollar" => "usd",
        "britishpound" | "poundsterling" => "gbp",
        "yuan" | "renminbi" | "rmb" => "cny",
        _ => singular,
    };
    let all = tables::currencies();
    if let Some(money) = all.iter().find(|money| money.is_named(wanted)) {
        return Ok(money);
    }
    let like: Vec<&Currency> = all.iter().filter(|money| wanted.len() > 2 && money.mentions(wanted)).collect();
    match like.as_slice() {
        [money] => Ok(money),
        [] => Err(LocalReply::error(404, format!("Unknown currency '{text}'; give an ISO 4217 code such as EUR"))),
        several => {
            let names: Vec<String> =
                several.iter().take(8).map(|money| format!("{} ({})", money.name, money.code)).collect();
            let message = format!("'{text}' names several currencies: {}. Give a code", names.join(", "));
            Err(LocalReply::error(422, message))
        }
    }
}

fn country_neighbours(arguments: &Arguments<'_>) -> Outcome {
    let c = country_argument(arguments)?;
    let list: Vec<Value> =
        c.neighbours().map(|n| json!({"name": n.name, "capital": n.capital, "iso_alpha2": n.alpha2})).collect();
    Ok(json!({"country": c.name, "count": list.len(), "landlocked": c.landlocked(), "neighbours": list}))
}

fn country_by_code(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "code", LONGEST_NAME)?;
    let code: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let (kind, found) = by_code(&code);
    if found.is_empty() {
        let message = format!(
            "No country has the code '{text}'; parameter 'code' must be a calling code such as +49, ISO alpha-2 such \
             as DE, alpha-3 such as DEU, or three digits such as 276"
        );
        return Err(LocalReply::error(404, message));
    }
    let list: Vec<Value> = found
        .iter()
        .map(|c| {
            json!({
                "name": c.name, "iso_alpha2": c.alpha2, "iso_alpha3": c.alpha3,
                "calling_code": format!("+{}", c.calling), "capital": c.capital,
            })
        })
        .collect();
    Ok(json!({"code": code, "kind": kind, "countries": list}))
}

/// A plus sign or two zeros mark a calling code; other digits are an ISO number first.
fn by_code(code: &str) -> (&'static str, Vec<&'static Country>) {
    let all = tables::countries();
    let matching = |test: &dyn Fn(&Country) -> bool| all.iter().filter(|c| test(c)).collect::<Vec<_>>();
    let alpha = matching(&|c| c.alpha2 == code || c.alpha3 == code);
    if !alpha.is_empty() {
        return (if code.len() == 2 { "iso_alpha2" } else { "iso_alpha3" }, alpha);
    }
    let marked = code.strip_prefix('+').or_else(|| code.strip_prefix("00"));
    let numeric = matching(&|c| marked.is_none() && code.len() == 3 && c.numeric == code);
    if !numeric.is_empty() {
        return ("iso_numeric", numeric);
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = digits(marked.unwrap_or(code));
    let only_digits = marked.unwrap_or(code).chars().all(|c| c.is_ascii_digit() || c == '-');
    ("calling_code", matching(&|c| only_digits && !wanted.is_empty() && digits(c.calling) == wanted))
}
