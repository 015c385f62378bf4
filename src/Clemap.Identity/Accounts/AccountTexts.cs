using System.Globalization;
using System.Resources;

namespace Clemap.Identity.Accounts;

/// <summary>Sentences of the pages in the language of the request, and of letters in that of their reader.</summary>
internal static class AccountTexts
{
    private static readonly ResourceManager Resources = new("Clemap.Identity.Resources.AccountTexts", typeof(AccountTexts).Assembly);

    public static string Of(string key) => In(CultureInfo.CurrentUICulture, key);

    /// <summary>With the values in the places of <c>{0}</c> and so on.</summary>
    public static string Of(string key, params object[] values) => string.Format(CultureInfo.CurrentCulture, Of(key), values);

    public static string In(CultureInfo culture, string key) =>
        Resources.GetString(key, culture) ?? throw new MissingManifestResourceException($"There is no sentence '{key}'.");
}
