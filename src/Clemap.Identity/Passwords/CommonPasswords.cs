using System.Globalization;
using System.Text;

namespace Clemap.Identity.Passwords;

/// <summary>
/// Whether a password is one of those that are tried first: at most two words of our list (a list of our own, written by hand and by rules, not taken
/// from any breach), with runs, years and at most four characters between and behind. Letter case, accents and "l33t" make no difference.
/// Three words that mean something to their owner are no such password, however common each is.
/// </summary>
internal sealed class CommonPasswords
{
    private const int MaxWords = 2;
    private const int MaxOwnCharacters = 4;
    private const int ShortestRun = 3;
    private const int ShortestKeyboardRun = 4;
    private const int YearLength = 4;

    // Swiss, French and English keyboards: rows, and the columns that fingers walk down.
    private static readonly string[] Keyboards =
    [
        .. new[]
        {
            "1234567890", "qwertzuiop", "qwertyuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "yxcvbnm", "zxcvbnm", "wxcvbn",
            "1qay2wsx3edc4rfv5tgb", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "!qaz@wsx#edc", "147258369", "159753",
        }.SelectMany(row => new[] { row, new string([.. row.Reverse()]) }),
    ];

    private readonly string[] words;
    private readonly HashSet<string> whole;

    /// <param name="words">Of our list.</param>
    /// <param name="whole">Passwords of somebody else's list; each is refused as it stands, whatever its letter case or "l33t".</param>
    internal CommonPasswords(IEnumerable<string> words, IEnumerable<string> whole) =>
        (this.words, this.whole) = ([.. words.Select(Fold).Distinct()], [.. whole.Select(Plain)]);

    /// <summary>How many words the list has.</summary>
    public int Count => words.Length;

    /// <param name="file">One password a line, UTF-8; <see langword="null"/> for our list alone.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read.</exception>
    public static CommonPasswords Open(string? file)
    {
        try
        {
            // Nobody can choose a shorter one, so that shorter lines need no memory.
            var whole = file is null ? [] : File.ReadLines(file).Where(line => line.Length >= PasswordRules.MinLength);
            return new CommonPasswords(Shipped(), whole);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Clemap:Identity:PasswordList must be a readable file with one password a line, but '{file}' is not: {failure.Message}", failure);
        }
    }

    public bool Contains(string password)
    {
        var text = Fold(password);
        return whole.Contains(Plain(password)) || IsCovered(text) || IsCovered(Once(text));
    }

    /// <summary>Small letters without accents; nothing else changes.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                folded.Append(letter);
        }
        return folded.ToString();
    }

    /// <summary>The same with each figure and sign read as the letter that it stands for.</summary>
    internal static string Plain(string text) => string.Concat(Fold(text).Select(letter => Meant(letter) is { Length: > 0 } meant ? meant[0] : letter));

    private static IEnumerable<string> Shipped()
    {
        using var content = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-words.txt")
            ?? throw new InvalidOperationException("The list of common words is not in the assembly.");
        using var reader = new StreamReader(content);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return word;
        }
    }

    // "passwortpasswort" is "passwort".
    private static string Once(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (Enumerable.Range(length, text.Length - length).All(at => text[at] == text[at - length]))
                return text[..length];
        }
        return text;
    }

    // Which ends can be reached with how many words, and with how many characters of one's own at the least.
    private bool IsCovered(string text)
    {
        var own = new int[text.Length + 1, MaxWords + 1];
        for (var at = 0; at <= text.Length; at++)
            for (var used = 0; used <= MaxWords; used++)
                own[at, used] = at == 0 ? 0 : MaxOwnCharacters + 1;
        for (var at = 0; at < text.Length; at++)
        {
            for (var used = 0; used <= MaxWords; used++)
            {
                if (own[at, used] > MaxOwnCharacters)
                    continue;
                Reach(at + 1, used, own[at, used] + 1);
                foreach (var length in Runs(text.AsSpan(at)))
                    Reach(at + length, used, own[at, used]);
                if (used == MaxWords)
                    continue;
                foreach (var word in words)
                {
                    if (Reads(text.AsSpan(at), word))
                        Reach(at + word.Length, used + 1, own[at, used]);
                }
            }
        }
        return Enumerable.Range(0, MaxWords + 1).Any(used => own[text.Length, used] <= MaxOwnCharacters);

        void Reach(int at, int used, int characters) => own[at, used] = Math.Min(own[at, used], characters);
    }

    // Lengths of what stands at the beginning and takes no thought: aaa, abc, 321, a piece of a keyboard, a year.
    private static List<int> Runs(ReadOnlySpan<char> text)
    {
        var lengths = new List<int>();
        foreach (var step in (ReadOnlySpan<int>)[0, 1, -1])
        {
            var length = 1;
            while (length < text.Length && text[length] - text[length - 1] == step)
                length++;
            if (length >= ShortestRun)
                lengths.Add(length);
        }
        foreach (var row in Keyboards)
        {
            for (var from = 0; from + ShortestKeyboardRun <= row.Length; from++)
            {
                var length = text.CommonPrefixLength(row.AsSpan(from));
                if (length >= ShortestKeyboardRun)
                    lengths.Add(length);
            }
        }
        if (text.Length >= YearLength && int.TryParse(text[..YearLength], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and < 2050)
            lengths.Add(YearLength);
        return lengths;
    }

    private static bool Reads(ReadOnlySpan<char> text, string word)
    {
        if (text.Length < word.Length)
            return false;
        for (var at = 0; at < word.Length; at++)
        {
            if (text[at] != word[at] && !Meant(text[at]).Contains(word[at], StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private static string Meant(char sign) => sign switch
    {
        '0' => "o",
        '1' or '!' or '|' => "il",
        '2' => "z",
        '3' or '€' => "e",
        '4' or '@' => "a",
        '5' or '$' => "s",
        '6' => "g",
        '7' or '+' => "t",
        '8' => "b",
        '9' => "g",
        _ => "",
    };
}
