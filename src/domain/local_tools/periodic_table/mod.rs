//! The chemical elements and amounts of substance. Standard atomic weights are IUPAC's abridged values.

mod formula;

use super::support::{self, Outcome, fixed};
use super::world_gazetteer::{tables::key, unknown};
use super::{Arguments, LocalReply, LocalTool};
use formula::{Atoms, parse};
use serde_json::{Value, json};
use std::sync::LazyLock;

const AVOGADRO: f64 = 6.022_140_76e23;
/// Atomic numbers of the noble gases, which end the periods.
const NOBLE: [usize; 8] = [0, 2, 10, 18, 36, 54, 86, 118];

pub(super) const TOOL: LocalTool = LocalTool {
    name: "periodic_table",
    apis: &[
        ("element_facts", |a| support::reply(element_facts(a))),
        ("molar_mass", |a| support::reply(molar_mass(a))),
        ("grams_to_moles", |a| support::reply(grams_to_moles(a))),
        ("elements_by_group", |a| support::reply(elements_by_group(a))),
        ("elements_by_period", |a| support::reply(elements_by_period(a))),
    ],
};

/// One element.
struct Element {
    /// Atomic number, 1 to 118.
    number: usize,
    symbol: &'static str,
    name: &'static str,
    name_zh: &'static str,
    weight: f64,
    /// Degrees Celsius at normal pressure, where measured.
    melting: Option<f64>,
    boiling: Option<f64>,
    electronegativity: Option<f64>,
    family: &'static str,
}

static ELEMENTS: LazyLock<Vec<Element>> = LazyLock::new(|| {
    include_str!("elements.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .enumerate()
        .map(|(index, line)| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or("");
            Element {
                number: index + 1,
                symbol: next(),
                name: next(),
                name_zh: next(),
                weight: next().trim_matches(['[', ']']).parse().unwrap_or(0.0),
                melting: next().parse().ok(),
                boiling: next().parse().ok(),
                electronegativity: next().parse().ok(),
                family: next(),
            }
        })
        .collect()
});

fn elements() -> &'static [Element] {
    &ELEMENTS
}

/// Letter in the table, singular in replies, plural and Chinese in questions.
const FAMILIES: [(&str, &str, &str, &str); 10] = [
    ("a", "alkali metal", "alkalimetals", "碱金属"),
    ("e", "alkaline earth metal", "alkalineearthmetals", "碱土金属"),
    ("t", "transition metal", "transitionmetals", "过渡金属"),
    ("l", "lanthanide", "lanthanides", "镧系元素"),
    ("c", "actinide", "actinides", "锕系元素"),
    ("p", "post-transition metal", "posttransitionmetals", "后过渡金属"),
    ("d", "metalloid", "metalloids", "类金属"),
    ("n", "nonmetal", "nonmetals", "非金属"),
    ("h", "halogen", "halogens", "卤素"),
    ("g", "noble gas", "noblegases", "稀有气体"),
];

impl Element {
    /// 1 to 7.
    fn period(&self) -> usize {
        NOBLE.iter().filter(|end| **end < self.number).count()
    }

    fn core(&self) -> usize {
        NOBLE[self.period() - 1]
    }

    /// 1 to 18; none in the f-block.
    fn group(&self) -> Option<usize> {
        let (position, period) = (self.number - self.core(), self.period());
        match position {
            2 if period == 1 => Some(18),
            1 | 2 => Some(position),
            3..=16 if period >= 6 => None,
            _ => Some(18 - (NOBLE[period] - self.number)),
        }
    }

    fn block(&self) -> &'static str {
        match self.group() {
            _ if self.number == 2 => "s",
            None => "f",
            Some(1 | 2) => "s",
            Some(3..=12) => "d",
            Some(_) => "p",
        }
    }

    fn category(&self) -> &'static str {
        FAMILIES.iter().find(|(letter, ..)| *letter == self.family).map_or("", |(_, name, ..)| name)
    }

    fn state(&self) -> &'static str {
        const ROOM: f64 = 20.0;
        match (self.melting, self.boiling) {
            (_, Some(boiling)) if boiling < ROOM => "gas",
            (Some(melting), _) if melting < ROOM => "liquid",
            (Some(_), _) => "solid",
            // Those that sublime, or of which only traces have been seen.
            _ if matches!(self.number, 6 | 33 | 85 | 87 | 88) => "solid",
            _ => "unknown",
        }
    }

    /// Electrons beyond the noble gas before it. The order of filling (Madelung) with its twenty exceptions.
    fn configuration(&self) -> String {
        let outer = EXCEPTIONS.iter().find(|(number, _)| *number == self.number);
        let outer = outer.map_or_else(|| self.madelung(), |(_, text)| (*text).to_owned());
        match elements().get(self.core().wrapping_sub(1)) {
            Some(core) => format!("[{}] {outer}", core.symbol),
            None => outer,
        }
    }

    fn madelung(&self) -> String {
        let period = self.period();
        let mut left = self.number - self.core();
        let mut fill = |most: usize, from: usize| {
            let here = if period >= from { left.min(most) } else { 0 };
            left -= here;
            here
        };
        let (s, f, d, p) = (fill(2, 1), fill(14, 6), fill(10, 4), fill(6, 2));
        let shells = [(f, period.saturating_sub(2), 'f'), (d, period - 1, 'd'), (s, period, 's'), (p, period, 'p')];
        let shells = shells.iter().filter(|(n, ..)| *n > 0).map(|(n, shell, kind)| format!("{shell}{kind}{n}"));
        shells.collect::<Vec<_>>().join(" ")
    }
}

const EXCEPTIONS: [(usize, &str); 20] = [
    (24, "3d5 4s1"),
    (29, "3d10 4s1"),
    (41, "4d4 5s1"),
    (42, "4d5 5s1"),
    (44, "4d7 5s1"),
    (45, "4d8 5s1"),
    (46, "4d10"),
    (47, "4d10 5s1"),
    (57, "5d1 6s2"),
    (58, "4f1 5d1 6s2"),
    (64, "4f7 5d1 6s2"),
    (78, "4f14 5d9 6s1"),
    (79, "4f14 5d10 6s1"),
    (89, "6d1 7s2"),
    (90, "6d2 7s2"),
    (91, "5f2 6d1 7s2"),
    (92, "5f3 6d1 7s2"),
    (93, "5f4 6d1 7s2"),
    (96, "5f7 6d1 7s2"),
    (103, "5f14 7s2 7p1"),
];

fn find_element(text: &str) -> Result<&'static Element, LocalReply> {
    let wanted = key(text);
    let wanted = match wanted.as_str() {
        "aluminum" => "aluminium",
        "sulphur" => "sulfur",
        "cesium" => "caesium",
        "quicksilver" => "mercury",
        other => other,
    };
    let is = |e: &&Element| {
        e.symbol.to_lowercase() == wanted
            || e.name.to_lowercase() == wanted
            || e.name_zh == wanted
            || wanted.parse() == Ok(e.number)
    };
    elements().iter().find(is).ok_or_else(|| {
        let near: Vec<&str> = elements()
            .iter()
            .map(|e| e.name)
            .filter(|name| wanted.len() > 2 && wanted.is_ascii() && name.to_lowercase().starts_with(&wanted[..3]))
            .take(3)
            .collect();
        unknown("element", text, &near, ". Give a name, a symbol or an atomic number from 1 to 118")
    })
}

fn element_facts(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "element", 40)?;
    let e = find_element(&text)?;
    Ok(json!({
        "name": e.name, "name_zh": e.name_zh, "symbol": e.symbol, "atomic_number": e.number, "atomic_weight": e.weight,
        "group": e.group(), "period": e.period(), "block": e.block(), "category": e.category(),
        "state_at_20c": e.state(), "melting_point_c": e.melting.map(support::num), "boiling_point_c": e.boiling.map(support::num),
        "electronegativity": e.electronegativity, "electron_configuration": e.configuration(),
    }))
}

fn formula_argument(arguments: &Arguments<'_>) -> Result<(String, Atoms, f64), LocalReply> {
    let text = support::bounded_text(arguments, "formula", 100)?;
    let atoms = parse(&text)
        .map_err(|why| LocalReply::error(422, format!("Parameter 'formula' ('{text}') cannot be read: {why}")))?;
    let mass = atoms.iter().map(|(number, n)| weight(*number) * *n as f64).sum();
    Ok((text, atoms, mass))
}

fn weight(number: usize) -> f64 {
    elements().get(number.wrapping_sub(1)).map_or(0.0, |e| e.weight)
}

fn molar_mass(arguments: &Arguments<'_>) -> Outcome {
    let (text, atoms, mass) = formula_argument(arguments)?;
    let composition: Vec<Value> = atoms
        .iter()
        .filter_map(|(number, n)| {
            let e = elements().get(number.wrapping_sub(1))?;
            let share = e.weight * *n as f64 / mass * 100.0;
            Some(json!({"element": e.name, "symbol": e.symbol, "count": n, "mass_percent": fixed(share, 2)}))
        })
        .collect();
    let count: u64 = atoms.iter().map(|(_, n)| n).sum();
    Ok(json!({
        "formula": text, "molar_mass_g_per_mol": fixed(mass, 3), "atoms": count, "composition": composition,
    }))
}

fn grams_to_moles(arguments: &Arguments<'_>) -> Outcome {
    let (text, _, mass) = formula_argument(arguments)?;
    let grams = support::real(arguments, "grams", 0.0, 1e12, None)?;
    let moles = grams / mass;
    Ok(json!({
        "formula": text, "grams": support::num(grams), "molar_mass_g_per_mol": fixed(mass, 3),
        "moles": support::to_digits(moles, 5), "molecules": format!("{:.4e}", moles * AVOGADRO),
    }))
}

fn listed(found: &[&Element]) -> Vec<Value> {
    found.iter().map(|e| json!({"atomic_number": e.number, "symbol": e.symbol, "name": e.name})).collect()
}

fn elements_by_group(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "group", 40)?;
    let wanted = key(&text);
    let number = wanted.strip_prefix("group").unwrap_or(&wanted).parse::<usize>().ok();
    let family = FAMILIES.iter().find(|(_, one, many, zh)| {
        wanted == *many || wanted == key(one) || wanted == *zh || wanted == zh.trim_end_matches("元素")
    });
    let (label, found): (String, Vec<&Element>) = match (number, family) {
        (Some(group @ 1..=18), _) => {
            (format!("group {group}"), elements().iter().filter(|e| e.group() == Some(group)).collect())
        }
        (Some(other), _) => return Err(support::out_of_range("group", other, "from 1 to 18 or the name of a family")),
        (None, Some((letter, name, ..))) => {
            ((*name).to_owned(), elements().iter().filter(|e| e.family == *letter).collect())
        }
        (None, None) => {
            let names = FAMILIES.map(|(_, name, ..)| name).join(", ");
            let message = format!("Unknown group '{text}'; parameter 'group' must be 1 to 18 or one of: {names}");
            return Err(LocalReply::error(404, message));
        }
    };
    Ok(json!({"group": label, "total": found.len(), "elements": listed(&found)}))
}

fn elements_by_period(arguments: &Arguments<'_>) -> Outcome {
    let period = support::whole(arguments, "period", 1, 7, None)?;
    let found: Vec<&Element> = elements().iter().filter(|e| usize::try_from(period) == Ok(e.period())).collect();
    Ok(json!({"period": period, "total": found.len(), "elements": listed(&found)}))
}
