using System.Collections;
using System.Globalization;
using System.Resources;
using Clemap.Identity.Accounts;

namespace Clemap.Identity.Tests.Accounts;

public sealed class AccountTextsTests
{
    private static readonly ResourceManager Resources = new("Clemap.Identity.Resources.AccountTexts", typeof(AccountTexts).Assembly);

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("it")]
    public void Every_sentence_is_there_in_each_language(string language)
    {
        var english = Sentences(CultureInfo.InvariantCulture);
        var translated = Sentences(CultureInfo.GetCultureInfo(language));
        translated.Keys.ShouldBe(english.Keys, ignoreOrder: true);
        foreach (var (key, sentence) in translated.Where(pair => pair.Key is not ("Password" or "Invitation" or "Name")))
            sentence.ShouldNotBe(english[key], key);
    }

    private static Dictionary<string, string> Sentences(CultureInfo culture) =>
        Resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)
            .ShouldNotBeNull()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
}
