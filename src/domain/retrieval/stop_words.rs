//! Words that say nothing about which API is meant, as data.

/// English function words, sorted: those that Lucene's English analyser has always left out.
pub(super) const ENGLISH: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// Chinese particles. They end a run of characters, so that no bigram straddles them.
pub(super) const CHINESE_PARTICLES: [char; 7] = ['的', '了', '吗', '呢', '吧', '啊', '呀'];

/// Chinese bigrams of asking and of politeness, which every question has.
pub(super) const CHINESE_BIGRAMS: [&str; 20] = [
    "请问", "请帮", "帮我", "帮忙", "我想", "想要", "想知", "知道", "告诉", "诉我", "什么", "怎么", "怎样", "如何",
    "哪个", "哪些", "多少", "一下", "可以", "能否",
];
