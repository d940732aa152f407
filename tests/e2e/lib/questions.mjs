// The fixture's questions and how an answer is judged: as tests/native/questions.rs does, both held to judging.json.
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(new URL(`../../fixtures/questions/${file}`, import.meta.url), 'utf8');

/** The two halves: one was open while the planner was made, the other is run at the end only. */
export const HALVES = ['open', 'held_out'];

/** The questions of a half. */
export const questions = (half) => read(`${half}.jsonl`).trim().split('\n').map((line) => JSON.parse(line));

/** `{ fact, answer, stands }` each. */
export const judging = () => JSON.parse(read('judging.json'));

const plain = (text) => text.toLowerCase().replace(/(?<=\d),(?=\d)/g, '');
const isWord = (c) => /^[\p{Alphabetic}\p{N}]$/u.test(c) && !/^[\u4e00-\u9fff]$/.test(c);
const isDigit = (c) => /^\d$/.test(c);

/** Whether a fact stands in an answer as a word or number of its own; decimals may go on. */
export function stands(fact, answer) {
  const [wanted, text] = [[...plain(fact)], [...plain(answer)]];
  if (wanted.length === 0) return false;
  const [first, last] = [wanted[0], wanted.at(-1)];
  const freeBefore = (i) => {
    const before = text[i - 1] ?? '';
    if (before === '不') return !/^[\u4e00-\u9fff]$/.test(first);
    if (before === '.' && isDigit(first)) return !isDigit(text[i - 2] ?? '');
    return !(isWord(first) && isWord(before));
  };
  const isDecimal = isDigit(last) && wanted.includes('.');
  const freeAfter = (i) => {
    const after = text[i] ?? '';
    return (isDecimal && isDigit(after)) || !(isWord(last) && isWord(after));
  };
  const isAt = (i) => wanted.every((c, n) => text[i + n] === c) && freeBefore(i) && freeAfter(i + wanted.length);
  return text.some((_, i) => isAt(i));
}

/** The first fact of which no spelling stands in the answer. */
export const missing = ({ facts }, answer) => facts.find((group) => !group.some((fact) => stands(fact, answer)));
