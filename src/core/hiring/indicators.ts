/**
 * The signs that advisories name, as the facts hold them, and what this screen asks about each: a question that lets
 * the candidate explain, and who does the same for honest reasons. A sign without a row here is not read from a form.
 */
export type Advisory = {
  readonly id: string;
  readonly publisher: string;
  readonly title: string;
  readonly date: string;
  /** How far our own reading of it goes. */
  readonly seen: string;
};

export type Indicator = {
  readonly id: string;
  readonly says: string;
  /** What a program may test, in the facts' words. */
  readonly signal: string;
  readonly advisories: readonly Advisory[];
  /** 1 weak, 2 medium, 3 strong: the reading of whoever wrote the facts, validated on nothing; null: nobody’s. */
  readonly weight: 1 | 2 | 3 | null;
  readonly confidence: string;
};

type Asked = { readonly question: string; readonly innocent: string };

export const ASKED = {
  C1: {
    question: 'Who else uses this e-mail or telephone?',
    innocent: 'A couple, a family, an agency’s office.',
  },
  L1: {
    question: 'Can you show a paper that tells you from the person on the list?',
    innocent:
      'Names, birthdays and countries are shared; a list may err, and dates on it are often estimates.',
  },
  IT01: {
    question: 'Which of the accounts with this document is yours, and who opened the other?',
    innocent: 'One person applied twice, an agency filed for several people, or a number was mistyped.',
  },
  IT02: {
    question: 'Can you show the document again, to us or to a notary or identity service of your choice?',
    innocent: 'A mistyped line, or a camera that read O for 0. Worn documents are real documents.',
  },
  IT03: {
    question: 'What made you change your name, phone or e-mail each time?',
    innocent: 'Marriage, a move, a lost phone, flight from somebody.',
  },
  IT04: {
    question: 'Whose account is to be paid, and can you show that it is yours?',
    innocent: 'A married or former name, another spelling, a company of one’s own, a shared family account.',
  },
  IT05: {
    question: 'Who wrote this CV, and where else is it used?',
    innocent: 'Templates, agencies and writing tools give many people the same sentences.',
  },
  IT06: {
    question: 'Where was this work published before, and can you walk us through one commit?',
    innocent:
      'Repositories are imported with their history, accounts are renewed, private work has no account.',
  },
  IT07: {
    question: 'Who else can confirm this, such as a colleague, a tax paper or a diploma?',
    innocent: 'Schools close, employers do not answer, data protection forbids some of them to.',
  },
  IT08: {
    question: 'Who lives where the laptop goes, and may we hand it over in person?',
    innocent: 'A move, a parcel shop, a partner’s flat, student housing, a place of work.',
  },
  IT10: {
    question: 'Which other way of showing your work live would suit you?',
    innocent: 'Disability, care duties, a bad line, a shared room, or a wish for privacy.',
  },
  IT13: {
    question: 'How do you know this reference, and who else has worked with you?',
    innocent: 'Colleagues apply together and vouch for each other.',
  },
  IT15: {
    question: 'Who else works where you work?',
    innocent: 'Households, offices, dormitories, and carriers that put thousands behind one address.',
  },
  IT16: {
    question: 'Were you travelling, or does your line change its network?',
    innocent: 'Mobile lines, trains, company networks.',
  },
  IT17: {
    question: 'Is it your own VPN or your employer’s, and may work on our systems go without it?',
    innocent: 'Many people use a VPN for privacy or because somebody told them to be careful.',
  },
  IT19: {
    question: 'Did you leave a session open somewhere else?',
    innocent: 'A computer left on at home, a phone on another network.',
  },
  IT20: {
    question: 'Who installed the remote-control software, and who uses it?',
    innocent: 'Own support staff, screen readers, an earlier employer’s tools.',
  },
  IT21: {
    question: 'What is the device on the laptop for?',
    innocent: 'Laboratories and server rooms use them, and people with several computers.',
  },
  IT22: {
    question: 'Who are the other people at this address?',
    innocent: 'Flatmates, families and co-working spaces.',
  },
  IT23: {
    question: 'What were the copies for, and where are they now?',
    innocent: 'Backups, a new computer, a misconfigured tool.',
  },
  IT25: {
    question: 'What is missing on the laptop that we send?',
    innocent: 'Accessibility needs, a better machine at home, bad experience with shipping.',
  },
  IT26: {
    question: 'Does something keep the computer awake?',
    innocent: 'Long builds, presentations, and tools against being watched too closely.',
  },
  IT27: {
    question: 'Who else uses this device?',
    innocent: 'Families share computers, and libraries and shops lend them.',
  },
  IT28: {
    question: 'Whose are the other profiles on the laptop?',
    innocent: 'Test accounts, clients’ accounts, a partner’s profile.',
  },
  IT29: {
    question: 'What is the virtual camera for?',
    innocent: 'Streaming, teaching, a blurred room; most of its users have nothing to hide.',
  },
  IT30: {
    question: 'How did you divide these days?',
    innocent: 'A deadline, or a session that was never closed.',
  },
  IT31: {
    question: 'Who did the work that was billed?',
    innocent: 'Several projects, a mistake in a time sheet, overwork.',
  },
  IT33: {
    question: 'How did you work out your rate?',
    innocent: 'Beginners, people who need work soon, and people where living costs less.',
  },
  IT34: {
    question: 'What is it that the platform does not do for you?',
    innocent: 'Fees, habit, or that other clients do it so.',
  },
  IT35: {
    question: 'How do you know who reviewed you?',
    innocent: 'Teams review each other, and one client may have several accounts.',
  },
  IT36: {
    question: 'Who wrote this bid, and for which other work?',
    innocent: 'Templates, agencies and writing tools give many people the same sentences.',
  },
  IT38: {
    question: 'What was agreed on payment, and what happened to the code?',
    innocent: 'Unpaid work. A demand for what is owed is no threat.',
  },
  IT40: {
    question: 'What did you need these secrets for?',
    innocent: 'Rights set too widely, a tool that reads all there is, curiosity.',
  },
  IT41: {
    question: 'How do you know the person whom you recommend?',
    innocent: 'People recommend friends and family; companies pay them for it.',
  },
  IT42: {
    question: 'When will the rights be handed over, and to which key?',
    innocent: 'Hand-over forgotten or not asked for, or a duty to repair.',
  },
  IT43: {
    question: 'What made you change the account each time?',
    innocent: 'A closed bank, a lost wallet, a better rate.',
  },
  IT44: {
    question: 'Would a bank account in your name do as well?',
    innocent: 'Usual where a company works in crypto, where banks are bad or money loses its worth.',
  },
  IT45: {
    question: 'Why is somebody else to be paid, and may we speak to them?',
    innocent: 'An agency, a company of one’s own, a spouse, a guardian.',
  },
  IT46: {
    question: 'Who uses the payout account besides you?',
    innocent: 'A family, an accountant, old phones that were never signed out.',
  },
  IT47: {
    question: 'Whose wallet is it, and who else is paid there?',
    innocent: 'An exchange’s deposit address or an agency’s wallet; two candidates who live together.',
  },
  IT48: {
    question: 'What do you know of the wallet and of who has paid it?',
    innocent: 'Anybody may be paid by anybody: money that came a long way says little of its last holder.',
  },
  IT49: {
    question: 'Who receives your pay after you, and why?',
    innocent: 'An agency, a payroll service or a family that shares a wallet looks the same.',
  },
} as const satisfies Readonly<Record<string, Asked>>;

export type CheckId = keyof typeof ASKED;

/** Checks that stand in no advisory of the facts. */
export const OWN: readonly Indicator[] = [
  {
    id: 'C1',
    says: 'the same e-mail or telephone stands with several candidates',
    signal: 'equal contact of two candidates of one tenant',
    advisories: [],
    weight: null,
    confidence: 'ours',
  },
  {
    id: 'L1',
    says: 'a person on a sanctions list has the name and a second identifier',
    signal: 'like name, and the same birth or country on the entry',
    advisories: [],
    weight: null,
    confidence: 'the list’s',
  },
];

/** Signs that no field asks for, and why. */
export const NOT_READ: Readonly<Record<string, string>> = {
  IT32: 'how somebody types is a trait of the body, and is not asked for',
  IT37: 'how often somebody wins work says little of anything',
  IT39: 'the hours at which somebody answers tell where somebody lives',
  IT50: 'who funds whose wallet is asked of the branches of a theft only',
  IT51: 'how somebody turns pay into cash stands in case notes only, and names a nation’s banks',
};

/** A sign that is not looked at, and why; `left-out.ts` refuses what brings one in. */
type LeftOut = { readonly indicator: string; readonly what: string; readonly why: string };

export const FACE =
  'machines that compare faces and voices err more for some skins, sexes and accents than for others';
export const ORIGIN = 'it tells where somebody is from, not whether somebody misrepresents who they are';

export const LEFT_OUT = [
  {
    indicator: 'IT05',
    what: 'the same photo under other names',
    why: `${FACE}; the text of the profile is compared`,
  },
  { indicator: 'IT09', what: 'an altered face or voice in interviews', why: FACE },
  { indicator: 'IT11', what: 'face or voice differing between interview and work', why: FACE },
  { indicator: 'IT12', what: 'what is told of birthplace, culture or time zone', why: ORIGIN },
  { indicator: 'IT14', what: 'how well somebody writes the language of a claimed nationality', why: ORIGIN },
  { indicator: 'IT18', what: 'the country of a login', why: ORIGIN },
  { indicator: 'IT24', what: 'language, keyboard or clock of a device', why: ORIGIN },
] as const satisfies readonly LeftOut[];
