//! Statistics, whole numbers and repeatable chance.

use super::{check, run};
use serde_json::{Value, json};

/// Anscombe's first data set (1973), with his published statistics.
const ANSCOMBE_X: &str = "10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5";
const ANSCOMBE_Y: &str = "8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68";

#[test]
fn location_and_spread() {
    // Deviations -3, -1, -1, -1, 0, 0, 2, 4: squares sum to 32, so population variance 4, sample variance 32 / 7.
    check(
        "summarize_numbers",
        json!({"numbers": "2, 4, 4, 4, 5, 5, 7, 9"}),
        json!({"mean": 5, "median": 4.5, "population_std_dev": 2, "sample_variance": 4.571428571, "sum": 40}),
    );
    check("summarize_numbers", json!({"numbers": [7]}), json!({"mean": 7, "sample_std_dev": Value::Null}));
    // Two million and a bit: the mean is not lost to cancellation.
    check("summarize_numbers", json!({"numbers": "1000000001, 1000000002, 1000000003"}), json!({"sample_variance": 1}));
    check("find_mode", json!({"numbers": "1, 2, 2, 1, 3"}), json!({"mode": [1, 2], "occurrences": 2}));
    // Place 0.4 * 4 = 1.6 on the sorted list: 20 + 0.6 * 15.
    check("percentile", json!({"numbers": "50, 15, 35, 20, 40", "percent": 40}), json!({"value": 29}));
    check("percentile", json!({"numbers": "50, 15, 35", "percent": 100}), json!({"value": 50}));
    // Quartiles 11.25 and 12.75, fences 1.5 * 1.5 beyond.
    check(
        "find_outliers",
        json!({"numbers": "10, 12, 11, 13, 12, 98"}),
        json!({"outliers": [98], "lower_fence": 9, "upper_fence": 15}),
    );
}

#[test]
fn pairs_and_trends() {
    check("correlation", json!({"x": ANSCOMBE_X, "y": ANSCOMBE_Y}), json!({"pearson_r": 0.8164205163}));
    // A parabola's right arm: ranks agree, the line does not quite. r = 20 / sqrt(10 * 41.2) over 1..4 and squares.
    check(
        "correlation",
        json!({"x": "1,2,3,4", "y": "1,4,9,16"}),
        json!({"spearman_rho": 1, "pearson_r": 0.9843740387}),
    );
    check(
        "linear_fit",
        json!({"x": ANSCOMBE_X, "y": ANSCOMBE_Y, "predict_at": 10}),
        json!({"slope": 0.5000909091, "intercept": 3.000090909, "predicted_y": 8.001}),
    );
    check("linear_fit", json!({"x": "1, 2, 3", "y": "5, 3, 1"}), json!({"equation": "y = -2 x + 7", "r_squared": 1}));
}

/// Tables of the normal distribution (Abramowitz and Stegun, table 26.1).
#[test]
fn normal_curve() {
    check("normal_probability", json!({"value": 0}), json!({"percent_below": 50}));
    check("normal_probability", json!({"value": 1.96}), json!({"percent_below": 97.5002}));
    check("normal_probability", json!({"value": -3}), json!({"percent_below": 0.13499}));
    check("normal_probability", json!({"value": 4}), json!({"percent_above": 0.00316712}));
    check(
        "normal_probability",
        json!({"value": 130, "mean": 100, "std_dev": 15}),
        json!({"z_score": 2, "percent_above": 2.27501, "percent_within_this_distance": 95.45}),
    );
    check("normal_probability", json!({"value": 1e50}), json!({"percent_above": 0, "percent_below": 100}));
}

#[test]
fn primes_and_factors() {
    // 561 = 3 * 11 * 17, the smallest Carmichael number.
    check("check_prime", json!({"number": 561}), json!({"is_prime": false, "smallest_divisor": 3}));
    check("check_prime", json!({"number": 2}), json!({"is_prime": true, "previous_prime": null, "next_prime": 3}));
    check("check_prime", json!({"number": 0}), json!({"is_prime": false, "smallest_divisor": null}));
    // OEIS A033874: the largest prime below 10^12 is 10^12 - 11.
    check("check_prime", json!({"number": 1_000_000_000_000_u64}), json!({"previous_prime": 999_999_999_989_u64}));
    // OEIS A006988: the 10^k-th prime.
    for (n, prime) in [(1, 2), (10, 29), (100, 541), (1_000, 7_919), (10_000, 104_729)] {
        check("nth_prime", json!({"n": n}), json!({"prime": prime}));
    }
    check(
        "factorize_number",
        json!({"number": 496}),
        json!({"factorization": "2^4 * 31", "divisor_count": 10, "sum_of_divisors": 992, "is_perfect": true}),
    );
    // The number below 10^12 with the most divisors (OEIS A066150, A066151).
    check(
        "factorize_number",
        json!({"number": 963_761_198_400_u64}),
        json!({"divisor_count": 6_720, "divisors_complete": false}),
    );
    check("gcd_and_lcm", json!({"numbers": "48, 18, 30"}), json!({"gcd": 6, "lcm": 720, "coprime": false}));
}

#[test]
fn exact_big_numbers() {
    check("factorial", json!({"n": 0}), json!({"factorial": 1}));
    check("factorial", json!({"n": 25}), json!({"factorial": "15511210043330985984000000", "trailing_zeros": 6}));
    // OEIS A000142; zeros 34 + 6 + 1 by Legendre's formula.
    check("factorial", json!({"n": 170}), json!({"digits": 307, "trailing_zeros": 41, "scientific": "7.257416e306"}));
    check("fibonacci", json!({"n": 10}), json!({"fibonacci": 55, "previous": 34, "next": 89}));
    check("fibonacci", json!({"n": 0}), json!({"fibonacci": 0, "previous": null}));
    // OEIS A000045.
    check("fibonacci", json!({"n": 180}), json!({"fibonacci": "18547707689471986212190138521399707760"}));
    check(
        "count_combinations",
        json!({"n": 52, "k": 5}),
        json!({"combinations": 2_598_960, "permutations": 311_875_200}),
    );
    check("count_combinations", json!({"n": 5, "k": 0}), json!({"combinations": 1, "permutations": 1}));
    // OEIS A000984, central binomial coefficient 60.
    check(
        "count_combinations",
        json!({"n": 120, "k": 60}),
        json!({"combinations": "96614908840363322603893139521372656"}),
    );
    check("convert_base", json!({"number": "255", "to_base": 2}), json!({"result": "11111111"}));
    check(
        "convert_base",
        json!({"number": "0xFF", "from_base": 16, "to_base": 10}),
        json!({"result": "255", "decimal": 255}),
    );
    check("convert_base", json!({"number": -10, "to_base": 2}), json!({"result": "-1010", "decimal": -10}));
    check("convert_base", json!({"number": "zz", "from_base": 36, "to_base": 10}), json!({"decimal": 1_295})); // 35 * 37
}

/// The generator's published first outputs from 1234567, as shares of 2^64: 0.35008, 0.17364, 0.53221, 0.24901,
/// 0.88953. A draw below n is the whole part of n times the share.
#[test]
fn chance_follows_the_published_sequence() {
    let seed = 1_234_567;
    check(
        "roll_dice",
        json!({"count": 5, "sides": 6, "modifier": 3, "seed": seed}),
        json!({"rolls": [3, 2, 4, 2, 6], "total": 20}),
    );
    check(
        "flip_coins",
        json!({"count": 5, "seed": seed}),
        json!({"tosses": ["heads", "heads", "tails", "heads", "tails"]}),
    );
    check(
        "random_integers",
        json!({"min": 1, "max": 100, "count": 5, "seed": seed}),
        json!({"numbers": [36, 18, 54, 25, 89]}),
    );
    // From the end: place 2 with place 1 (of 3), then place 1 with place 0 (of 2).
    check("shuffle_list", json!({"items": "A, B, C", "seed": seed}), json!({"shuffled": ["C", "A", "B"]}));
    check("pick_winners", json!({"items": ["A", "B", "C"], "seed": seed}), json!({"picked": ["C"], "out_of": 3}));
}

#[test]
fn draws_without_repeats_cover_the_range() {
    for seed in 0..20 {
        let reply = run("random_integers", json!({"min": -3, "max": 6, "count": 10, "unique": "true", "seed": seed}));
        assert_eq!(reply.body["sorted"], json!([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]), "seed {seed}");
    }
}

#[test]
fn passwords_hold_every_kind_and_depend_on_the_seed() {
    let password = |seed: u32, symbols: bool| {
        let body = run("make_password", json!({"length": 8, "seed": seed, "symbols": symbols})).body;
        body["password"].as_str().unwrap().to_owned()
    };
    for seed in 0..20 {
        let made = password(seed, true);
        let holds = |kind: fn(&char) -> bool| made.chars().any(|c| kind(&c));
        assert!(made.len() == 8 && holds(char::is_ascii_lowercase) && holds(char::is_ascii_uppercase), "{made}");
        assert!(holds(char::is_ascii_digit) && holds(char::is_ascii_punctuation), "{made}");
        assert!(password(seed, false).chars().all(|c| c.is_ascii_alphanumeric()));
        assert_eq!(made, password(seed, true));
        assert_ne!(made, password(seed + 1, true));
    }
}
