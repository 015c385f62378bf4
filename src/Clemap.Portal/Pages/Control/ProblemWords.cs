using System.Globalization;
using System.Text.RegularExpressions;
using Clemap.Platform.DesiredState;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Control;

/// <summary>Why a change was not taken, in one sentence that says which window it is about.</summary>
internal static partial class ProblemWords
{
    public static string Of(DesiredStateResult result, IStringLocalizer<ControlTexts> text) => Of(result.Code ?? "", result.Field, result.Message, text);

    /// <param name="message">English, for codes that are newer than the texts.</param>
    public static string Of(string code, string? field, string? message, IStringLocalizer<ControlTexts> text)
    {
        var sentence = text["Problem." + code] is { ResourceNotFound: false } known ? known.Value : message ?? code;
        if (Place().Match(field ?? "") is not { Success: true } place)
            return sentence;
        var row = int.Parse(place.Groups["row"].ValueSpan, CultureInfo.InvariantCulture) + 1;
        var where = place.Groups["list"].Value == "exceptions" ? text["Exception", row] : text["Row", row];
        return $"{where}: {sentence}";
    }

    [GeneratedRegex(@"(?<list>weekly|lowTariff|exceptions)\[(?<row>\d+)\]")]
    private static partial Regex Place();
}
