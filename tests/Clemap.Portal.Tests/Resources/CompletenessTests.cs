using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clemap.LoadControl.Allocation;

namespace Clemap.Portal.Tests.Resources;

/// <summary>Each text exists in each language, is used by a page, and takes the same values everywhere.</summary>
public sealed partial class CompletenessTests
{
    private static readonly string Portal = Path.Combine(Root(), "src", "Clemap.Portal");

    public static TheoryData<string> Sets() => [.. Directory.EnumerateFiles(Path.Combine(Portal, "Resources"), "*.de.resx")
        .Select(file => Path.GetFileName(file)[..^".de.resx".Length])];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Texts_InFourLanguages_HaveTheSameKeysAndPlaces(string set)
    {
        var english = Read(set, "");
        foreach (var language in new[] { ".de", ".fr", ".it" })
        {
            var other = Read(set, language);
            other.Keys.ShouldBe(english.Keys, ignoreOrder: true, set + language);
            foreach (var (key, text) in english)
            {
                other[key].ShouldNotBeNullOrWhiteSpace(key);
                Places(other[key]).ShouldBe(Places(text), ignoreOrder: true, $"{set}{language} {key}");
            }
        }
    }

    [Fact]
    public void Reasons_EachCodeOfTheController_IsTranslated()
    {
        var english = Read("Reasons", "");
        foreach (var language in new[] { ".de", ".fr", ".it" })
        {
            var other = Read("Reasons", language);
            foreach (var code in Enum.GetValues<ReasonCode>())
            {
                var key = new Reason(code).ToString().Split(':')[0];
                english.ShouldContainKey(key);
                other.ShouldContainKey(key, language);
                other[key].ShouldNotBe(english[key], $"{language} {key}");
            }
        }
    }

    [Fact]
    public void German_IsSwiss_WithoutSharpS()
    {
        foreach (var set in Sets())
            Read(set.Data, ".de").Values.ShouldAllBe(text => !text.Contains('ß'));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Texts_EachOne_IsUsedByAPage(string set)
    {
        var code = string.Concat(Sources().Select(File.ReadAllText));
        foreach (var key in Read(set, "").Keys)
        {
            // "State.Free" may be asked for as "State." + state; a reason code comes from the controller as it is.
            var prefix = key.Contains('.', StringComparison.Ordinal) ? key[..(key.IndexOf('.', StringComparison.Ordinal) + 1)] : key;
            var used = code.Contains($"\"{key}\"", StringComparison.Ordinal) || code.Contains($"[\"{prefix}\" + ", StringComparison.Ordinal)
                || set == "Reasons" && Enum.GetNames<ReasonCode>()
                    .Any(name => string.Equals(name, key.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
            used.ShouldBeTrue($"{set}: {key} is used nowhere.");
        }
    }

    [Fact]
    public void Pages_AskOnlyForTextsThatExist()
    {
        foreach (var file in Sources())
        {
            var code = File.ReadAllText(file);
            foreach (Match localizer in Localizer().Matches(code))
            {
                var keys = Read(localizer.Groups["set"].Value, "").Keys;
                foreach (Match use in Regex.Matches(code, $@"\b{localizer.Groups["name"].Value}\[""(?<key>[^""]+)""(?! \+)"))
                    keys.ShouldContain(use.Groups["key"].Value, Path.GetFileName(file));
            }
        }
    }

    private static Dictionary<string, string> Read(string set, string language) => XDocument
        .Load(Path.Combine(Portal, "Resources", set + language + ".resx"))
        .Descendants("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct();

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Portal, "*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clemap.Cloud.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the project.");
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"IStringLocalizer<(?<set>\w+)> (?<name>\w+)")]
    private static partial Regex Localizer();
}
