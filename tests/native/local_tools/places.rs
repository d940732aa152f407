//! Gazetteer, distances and time zones. Distances are derived with the haversine formula on a sphere of 6371.0088 km.

use super::{check, refuse, run};
use serde_json::{Value, json};

fn field(api: &str, arguments: Value, name: &str) -> Value {
    run(api, arguments).body[name].clone()
}

#[test]
fn countries_are_found_by_any_name() {
    for name in ["Germany", "germany", "DE", "DEU", "276", "德国", "Deutschland", " GERMANY "] {
        check("country_facts", json!({"country": name}), json!({"name": "Germany", "capital": "Berlin"}));
    }
    check(
        "country_facts",
        json!({"country": "Japan"}),
        json!({
            "name_zh": "日本", "currency_code": "JPY", "currency_name": "Japanese yen", "calling_code": "+81",
            "languages": ["Japanese"], "iso_alpha3": "JPN", "iso_numeric": "392", "neighbours": [], "landlocked": false,
            "continent": "Asia", "un_status": "member", "population": 123_800_000, "area_km2": 377_975,
            // 123.8 million / 377975
            "density_per_km2": 327.5,
        }),
    );
    check(
        "country_facts",
        json!({"country": "bolivia"}),
        json!({"capital": "Sucre", "capital_note": "seat of government: La Paz", "landlocked": true}),
    );
    check("country_facts", json!({"country": "the Netherlands"}), json!({"iso_alpha2": "NL"}));
    check("country_facts", json!({"country": "Vatican"}), json!({"un_status": "observer"}));
}

#[test]
fn a_city_behind_its_country_is_found_as_chinese_writes_it() {
    for place in ["挪威特罗姆瑟", "特罗姆瑟"] {
        let reply = run("day_length", json!({"place": place, "date": "2025-06-21"}));
        assert_eq!((reply.status, &reply.body["place"]), (200, &json!("Tromso, Norway")), "{}", reply.body);
    }
    assert_eq!(run("day_length", json!({"place": "法国特罗姆瑟", "date": "2025-06-21"})).status, 404);
}

#[test]
fn cities_are_told_apart_by_country() {
    check(
        "city_facts",
        json!({"city": "Köln"}),
        json!({"city": "Cologne", "country": "Germany", "time_zone": "Europe/Berlin", "is_capital": false}),
    );
    check("city_facts", json!({"city": "上海市"}), json!({"city": "Shanghai", "time_zone": "Asia/Shanghai"}));
    check("city_facts", json!({"city": "Perth, Australia"}), json!({"time_zone": "Australia/Perth"}));
    check("city_facts", json!({"city": "canberra"}), json!({"is_capital": true, "latitude": -35.28}));
    let reply = run("city_facts", json!({"city": "Valencia", "country": "Venezuela"}));
    assert_eq!(reply.status, 404);
    assert_eq!(reply.body["error"], "No larger city 'Valencia' in Venezuela; 'Valencia' is known in Spain");
    refuse(
        "city_facts",
        json!({"city": "Paris, Japan"}),
        404,
        "No larger city 'Paris' in Japan; 'Paris' is known in France",
    );
    refuse(
        "city_facts",
        json!({"city": "Barcelna"}),
        404,
        "Unknown city 'Barcelna'. Did you mean Barcelona? Only larger cities are covered",
    );
}

#[test]
fn the_tables_agree_with_themselves() {
    let all = run("countries_by_region", json!({"region": "World", "limit": 200})).body;
    assert_eq!(all["total"], 195, "members and observers of the United Nations");
    let names = all["countries"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned());
    let mut currencies = std::collections::BTreeSet::new();
    for name in names {
        let country = run("country_facts", json!({"country": name})).body;
        assert_eq!(country["name"], name.as_str());
        let capital = field("city_facts", json!({"city": country["capital"], "country": name}), "is_capital");
        assert_eq!(capital, true, "{name}: {}", country["capital"]);
        let zone = run("zone_offset", json!({"place": format!("{}, {name}", country["capital"].as_str().unwrap())}));
        assert_eq!(zone.status, 200, "{name}: {}", zone.body);
        for neighbour in country["neighbours"].as_array().unwrap() {
            let back = field("country_facts", json!({"country": neighbour}), "neighbours");
            assert!(back.as_array().unwrap().contains(&json!(name)), "{name} borders {neighbour}");
        }
        assert!(!country["currency_name"].as_str().unwrap().is_empty(), "{name}");
        currencies.insert(country["currency_code"].as_str().unwrap().to_owned());
    }
    assert!(currencies.len() > 130);
}

#[test]
fn lists_of_countries() {
    let first = |arguments: Value| field("countries_by_region", arguments, "countries")[0]["name"].clone();
    assert_eq!(first(json!({"region": "south america", "sort_by": "area"})), "Brazil");
    assert_eq!(first(json!({"region": "亚洲", "sort_by": "population"})), "India");
    assert_eq!(first(json!({"region": "World", "sort_by": "density"})), "Monaco");
    check("countries_by_region", json!({"region": "South America"}), json!({"total": 12}));
    check("countries_by_region", json!({"region": "Africa", "limit": 1}), json!({"total": 54}));
    check(
        "countries_by_currency",
        json!({"currency": "Swiss francs"}),
        json!({"currency_code": "CHF", "countries": ["Liechtenstein", "Switzerland"]}),
    );
    check("countries_by_currency", json!({"currency": "US dollar"}), json!({"currency_code": "USD"}));
    // 21 members of the union, five others by treaty or custom, and Kosovo.
    check("countries_by_currency", json!({"currency": "欧元"}), json!({"currency_code": "EUR", "total": 27}));
    check("countries_by_currency", json!({"currency": "GIP"}), json!({"countries": ["Gibraltar"]}));
    assert_eq!(run("countries_by_currency", json!({"currency": "franc"})).status, 422);
    assert_eq!(run("countries_by_currency", json!({"currency": "galleon"})).status, 404);
    check("country_neighbours", json!({"country": "Portugal"}), json!({"count": 1, "landlocked": false}));
    check("country_neighbours", json!({"country": "瑞士"}), json!({"count": 5, "landlocked": true}));
    let code = |code: &str| {
        let reply = run("country_by_code", json!({"code": code})).body;
        (reply["kind"].clone(), reply["countries"][0]["name"].clone())
    };
    assert_eq!(code("+49"), (json!("calling_code"), json!("Germany")));
    assert_eq!(code("0086"), (json!("calling_code"), json!("China")));
    assert_eq!(code("276"), (json!("iso_numeric"), json!("Germany")));
    assert_eq!(code("fra"), (json!("iso_alpha3"), json!("France")));
    assert_eq!(code("+1-876"), (json!("calling_code"), json!("Jamaica")));
    assert_eq!(run("country_by_code", json!({"code": "+999"})).status, 404);
    refuse(
        "country_facts",
        json!({"country": "Wakanda"}),
        404,
        "Unknown country 'Wakanda'. Give an English or Chinese name or an ISO code",
    );
}

#[test]
fn distances() {
    // Paris (48.86, 2.35) to Tokyo (35.68, 139.69): 9712.73 km; / 1.609344 = 6035.22 miles.
    check(
        "distance_between",
        json!({"origin": "Paris", "destination": "Tokyo"}),
        json!({"distance": 9712.7, "distance_miles": 6035.2, "unit": "kilometers"}),
    );
    check("distance_between", json!({"origin": "巴黎", "destination": "日本"}), json!({"distance_km": 9712.7}));
    check("distance_between", json!({"origin": "London", "destination": "Madrid"}), json!({"distance": 1263.2}));
    check(
        "distance_between",
        json!({"origin": "48.86, 2.35", "destination": "(35.68°N 139.69°E)", "unit": "nautical miles"}),
        // 9712.73 / 1.852
        json!({"distance": 5244.5}),
    );
    check(
        "coordinate_distance",
        json!({"latitude_1": 52.52, "longitude_1": 13.405, "latitude_2": 48.8566, "longitude_2": 2.3522}),
        json!({"distance_km": 877.465}),
    );
    // A quarter of a great circle: 6371.0088 * pi / 2.
    check(
        "coordinate_distance",
        json!({"latitude_1": 0, "longitude_1": 0, "latitude_2": 90, "longitude_2": 0}),
        json!({"distance_km": 10_007.557, "initial_bearing_degrees": 0}),
    );
    check(
        "coordinate_distance",
        json!({"latitude_1": 1, "longitude_1": 1, "latitude_2": 1, "longitude_2": 1}),
        json!({"distance_km": 0, "initial_bearing_degrees": Value::Null}),
    );
}

#[test]
fn directions() {
    // Along the equator everything is plain.
    check(
        "bearing_between",
        json!({"origin": "0,0", "destination": "0,10"}),
        json!({"initial_bearing_degrees": 90, "final_bearing_degrees": 90, "compass": "east"}),
    );
    check(
        "bearing_between",
        json!({"origin": "London", "destination": "New York"}),
        json!({"initial_bearing_degrees": 288.3}),
    );
    check("midpoint", json!({"origin": "0,0", "destination": "0,90"}), json!({"latitude": 0, "longitude": 45}));
    // One degree of a great circle is 111.195 km; the date line is crossed.
    check(
        "destination_point",
        json!({"start": "0,179.5", "bearing": 90, "distance_km": 111.195}),
        json!({"latitude": 0, "longitude": -179.5}),
    );
    let near = run("nearest_cities", json!({"place": "Amsterdam", "limit": 3})).body;
    let cities: Vec<&str> = near["cities"].as_array().unwrap().iter().map(|c| c["city"].as_str().unwrap()).collect();
    assert_eq!(cities, ["Utrecht", "The Hague", "Rotterdam"]);
    refuse(
        "nearest_cities",
        json!({"place": "-48.9, -123.4", "max_distance_km": 1000}),
        404,
        "No larger city within 1000 km of -48.9, -123.4",
    );
    assert_eq!(run("bearing_between", json!({"origin": "Rome", "destination": "rome"})).status, 422);
    assert_eq!(run("midpoint", json!({"origin": "0,0", "destination": "0,180"})).status, 422);
    refuse(
        "distance_between",
        json!({"origin": "95,10", "destination": "Rome"}),
        422,
        "Parameter 'origin' must be a latitude from -90 to 90, got 95",
    );
    let unknown = run("distance_between", json!({"origin": "Paris", "destination": "Hogwarts"}));
    assert_eq!(unknown.status, 404);
    assert!(unknown.body["error"].as_str().unwrap().contains("latitude,longitude"));
}

#[test]
fn clocks_of_two_places() {
    // Tokyo is UTC+9 all year, New York UTC-4 in July and UTC-5 in January.
    check(
        "convert_time",
        json!({"time": "3 pm", "from_place": "Tokyo", "to_place": "New York", "date": "2025-07-01"}),
        json!({"to_time": "2025-07-01 02:00", "day_change": "same day", "difference_hours": -13}),
    );
    check(
        "convert_time",
        json!({"time": "15:00", "from_place": "Tokyo", "to_place": "New York"}),
        json!({"to_time": "01:00", "difference_hours": -14, "from_zone": "Asia/Tokyo (UTC+09:00)"}),
    );
    check(
        "convert_time",
        json!({"time": "23:30", "from_place": "印度", "to_place": "UTC+14", "date": "2025-01-01"}),
        json!({"to_time": "2025-01-02 08:00", "day_change": "next day", "from_place": "India"}),
    );
    // The hour that New York skipped on 9 March 2025: taken as after the change.
    check(
        "convert_time",
        json!({"time": "02:30", "from_place": "America/New_York", "to_place": "UTC", "date": "2025-03-09"}),
        json!({"to_time": "2025-03-09 07:30", "note": "The clocks change at the first place around this time"}),
    );
    check(
        "time_difference",
        json!({"place_a": "London", "place_b": "Beijing", "date": "2025-01-15"}),
        json!({"difference_hours": 8, "summary": "Beijing, China is 8 hours ahead of London, United Kingdom"}),
    );
    check(
        "time_difference",
        json!({"place_a": "London", "place_b": "Beijing", "date": "2025-07-15"}),
        json!({"difference_hours": 7}),
    );
    check("time_difference", json!({"place_a": "Nepal", "place_b": "UTC"}), json!({"difference_hours": -5.75}));
}

#[test]
fn zones_and_their_changes() {
    check(
        "zone_offset",
        json!({"place": "Berlin", "date": "2025-07-01"}),
        json!({"utc_offset": "UTC+02:00", "abbreviation": "CEST", "daylight_saving": true, "offset_hours": 2}),
    );
    check("zone_offset", json!({"place": "Berlin"}), json!({"utc_offset": "UTC+01:00", "daylight_saving": false}));
    // South of the equator standard time is in July.
    check("zone_offset", json!({"place": "Sydney"}), json!({"utc_offset": "UTC+10:00"}));
    check("zone_offset", json!({"place": "Dublin", "date": "2025-07-01"}), json!({"daylight_saving": true}));
    check("zone_offset", json!({"place": "Dublin"}), json!({"utc_offset": "UTC+00:00", "daylight_saving": false}));
    check("zone_offset", json!({"place": "Morocco"}), json!({"utc_offset": "UTC+01:00", "daylight_saving": false}));
    // Second Sunday of March, first of November.
    let changes = field("daylight_saving", json!({"place": "New York", "year": 2025}), "changes");
    assert_eq!(
        (&changes[0]["date"], &changes[0]["from_time"], &changes[0]["to_time"]),
        (&json!("2025-03-09"), &json!("02:00"), &json!("03:00"))
    );
    assert_eq!((&changes[1]["date"], &changes[1]["daylight_saving"]), (&json!("2025-11-02"), &json!(false)));
    check(
        "daylight_saving",
        json!({"place": "Tokyo", "year": 2025}),
        json!({"observes_daylight_saving": false, "changes": []}),
    );
    // 22:15 in London is 22:15 UTC in early March; 13.5 h later it is 11:45 UTC, 19:45 in Singapore.
    check(
        "flight_arrival",
        json!({
            "departure_date": "2025-03-10", "departure_time": "22:15", "from_place": "London",
            "to_place": "Singapore", "duration_hours": 13.5,
        }),
        json!({"arrival": "2025-03-11 19:45", "day_change": "next day"}),
    );
    refuse(
        "zone_offset",
        json!({"place": "USA"}),
        422,
        "United States has several time zones; parameter 'place' must name a city in it",
    );
    assert_eq!(run("zone_offset", json!({"place": "CST"})).status, 422);
    assert_eq!(run("zone_offset", json!({"place": "UTC+15"})).status, 422);
    assert_eq!(run("zone_offset", json!({"place": "Mars/Olympus"})).status, 404);
    refuse(
        "convert_time",
        json!({"time": "25:00", "from_place": "Tokyo", "to_place": "Rome"}),
        422,
        "Parameter 'time' must be an existing time of day, got 25:00",
    );
    refuse(
        "convert_time",
        json!({"time": "soon", "from_place": "Tokyo", "to_place": "Rome"}),
        400,
        "Parameter 'time' must be a time of day such as 15:30 or 3:30 pm, got 'soon'",
    );
}
