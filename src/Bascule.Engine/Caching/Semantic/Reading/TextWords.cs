using System.Collections.Frozen;

namespace Bascule.Engine.Caching.Semantic.Reading;

/// <summary>The words that change what a sentence asks or says, in the languages that are told apart; and those by which they are.</summary>
internal static class TextWords
{
    /// <summary>Languages by words that hardly any sentence does without. The place is the language's number, from 1.</summary>
    private static readonly string[] Languages =
    [
        "the is are was were of and to in what how why when where who which does do did can should would i my your it for with on this that from please",
        "der die das und ist sind war nicht ein eine einen wie was warum wann wo wer welche kann soll ich mein mit für auf von zu den dem bitte im",
        "le la les des est sont et un une dans que qui quoi comment pourquoi quand où je mon ma pour avec sur ce cette du au pas ne il elle",
        "el los las es son y un una en que cómo qué por para con quién cuándo dónde mi su del al no se lo está como",
        "il lo gli è sono e un una di che come perché quando dove chi per con mio mia del della nel non si questo questa",
        "o os as é são e um uma de que como por quando onde quem para com meu minha do da no na não se este esta",
        "de het een en is zijn van wat hoe waarom wanneer waar wie kan ik mijn met voor op dat dit niet aan te",
    ];

    private static readonly string[] Negators =
    [
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "except", "unless", "lack", "lacks", "avoid", "excluding",
        "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "niemand", "nichts", "ohne", "außer", "weder",
        "ne", "pas", "jamais", "aucun", "aucune", "sans", "rien", "sin", "nunca", "ningún", "ninguna", "nadie", "nada", "non", "senza", "mai", "nessuno", "niente",
        "não", "nem", "nenhum", "nenhuma", "sem", "niet", "geen", "nooit", "zonder", "niemand", "niets",
    ];

    /// <summary>Opposites that a sentence may have in the place of each other, and words of how many: the question is another one then.</summary>
    private static readonly string[] Opposites =
    [
        "before", "after", "increase", "increases", "increasing", "decrease", "decreases", "decreasing", "more", "less", "most", "least", "best", "worst", "high", "higher", "highest", "low", "lower", "lowest",
        "up", "down", "on", "off", "enable", "disable", "start", "stop", "open", "close", "buy", "sell", "import", "export", "encode", "decode", "encrypt", "decrypt", "install", "uninstall",
        "add", "remove", "delete", "create", "gain", "lose", "left", "right", "first", "last", "minimum", "maximum", "min", "max", "largest", "smallest", "biggest", "longest", "shortest", "oldest", "newest", "youngest",
        "fast", "slow", "faster", "slower", "hot", "cold", "true", "false", "win", "old", "new", "male", "female", "men", "women", "man", "woman", "boy", "girl", "father", "mother", "north", "south", "east", "west",
        "advantages", "disadvantages", "pros", "cons", "advantage", "disadvantage", "safe", "dangerous", "legal", "illegal", "all", "some", "any", "every", "each", "only", "yes", "ascending", "descending",
        "vor", "nach", "mehr", "weniger", "alle", "einige", "nur", "höchste", "niedrigste", "größte", "kleinste", "erste", "letzte", "avant", "après", "plus", "moins", "antes", "después", "más", "menos",
    ];

    /// <summary>What sentences begin with: a capital there is no name.</summary>
    private static readonly string[] Openers =
    [
        "a", "an", "as", "at", "if", "i", "we", "you", "he", "she", "they", "there", "these", "those", "its", "our", "his", "her", "their", "has", "have", "had", "will", "could", "may", "might", "must", "shall", "be", "been", "am",
        "let", "give", "tell", "explain", "describe", "define", "list", "name", "show", "write", "summarise", "summarize", "translate", "compare", "find", "make", "help", "state", "calculate", "compute", "convert", "suggest", "provide",
        "generate", "create", "rewrite", "correct", "fix", "use", "say", "think", "imagine", "consider", "assume", "answer", "classify", "extract", "identify", "outline", "draft", "review", "improve", "solve", "sort", "count", "hi", "hello",
        "hey", "thanks", "thank", "ok", "okay", "so", "but", "or", "because", "while", "since", "also", "then", "now", "here", "one", "two", "many", "much", "about", "after", "before", "during", "between", "under", "over", "by", "yes", "no",
        "not", "never", "all", "some", "any", "every", "each", "most", "more", "less", "only", "just", "even", "still", "however", "therefore", "although", "though", "instead", "whose", "whom", "whether", "per", "via",
        "erkläre", "nenne", "schreibe", "übersetze", "vergleiche", "gib", "zeige", "sag", "hat", "haben", "wird", "werden", "wenn", "ob", "es", "er", "sie", "wir", "ihr", "explique", "donne", "écris", "traduis", "explica", "escribe", "traduce", "dame",
    ];

    private static readonly string[] Counts =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    private static readonly (string Word, string Number)[] OtherCounts =
    [
        ("thirty", "30"), ("forty", "40"), ("fifty", "50"), ("sixty", "60"), ("seventy", "70"), ("eighty", "80"), ("ninety", "90"), ("hundred", "x100"), ("thousand", "x1000"), ("million", "x1000000"), ("billion", "x1000000000"), ("half", "1/2"), ("quarter", "1/4"),
        ("twice", "x2"), ("double", "x2"), ("triple", "x3"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"), ("dozen", "12"), ("zwei", "2"), ("drei", "3"), ("vier", "4"), ("fünf", "5"), ("sechs", "6"), ("sieben", "7"), ("acht", "8"),
        ("neun", "9"), ("zehn", "10"), ("hundert", "x100"), ("tausend", "x1000"), ("deux", "2"), ("trois", "3"), ("quatre", "4"), ("cinq", "5"), ("dos", "2"), ("tres", "3"), ("cuatro", "4"), ("cinco", "5"), ("due", "2"), ("tre", "3"),
    ];

    private static readonly string[] UnitWords =
    [
        "km", "m", "cm", "mm", "mi", "mile", "kilometre", "kilometer", "metre", "meter", "foot", "feet", "ft", "inch", "yard", "kg", "g", "gram", "kilogram", "lb", "pound", "ounce", "oz", "ton", "l", "litre", "liter", "gallon", "ml",
        "usd", "eur", "gbp", "dollar", "euro", "yen", "cent", "percent", "degree", "celsius", "fahrenheit", "c", "f", "second", "minute", "hour", "day", "week", "month", "year", "ms", "gb", "mb", "kb", "tb", "am", "pm", "bc", "ad",
    ];

    private static readonly FrozenDictionary<string, int> Spoken = Languages
        .SelectMany((words, at) => words.Split(' ').Select(word => (word, Bit: 1 << at)))
        .GroupBy(pair => pair.word).ToFrozenDictionary(group => group.Key, group => group.Aggregate(0, (bits, pair) => bits | pair.Bit));

    private static readonly FrozenDictionary<string, string> Numbers = Counts.Select((word, at) => (word, at.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        .Concat(OtherCounts).ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    public static int LanguageCount => Languages.Length;

    public static FrozenSet<string> Negating { get; } = Negators.ToFrozenSet();

    public static FrozenSet<string> Opposing { get; } = Opposites.ToFrozenSet();

    public static FrozenSet<string> Opening { get; } = Openers.Concat(Spoken.Keys).ToFrozenSet();

    public static FrozenSet<string> Units { get; } = UnitWords.ToFrozenSet();

    /// <summary>Words that carry hardly any of what is said.</summary>
    public static bool IsEmpty(string word) => Spoken.ContainsKey(word);

    /// <summary>The languages that a word speaks for, a bit each.</summary>
    public static int LanguagesOf(string word) => Spoken.GetValueOrDefault(word);

    /// <summary>A number that is written as a word, or null.</summary>
    public static string? NumberOf(string word) => Numbers.GetValueOrDefault(word);
}
