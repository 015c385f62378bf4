using System.Globalization;
using System.Resources;

namespace Clemap.Identity.Accounts;

/// <summary>Sentences of the pages in the language of the request.</summary>
internal static class AccountTexts
{
    private static readonly ResourceManager Resources = new("Clemap.Identity.Resources.AccountTexts", typeof(AccountTexts).Assembly);

    public static string Of(string key) =>
        Resources.GetString(key, CultureInfo.CurrentUICulture) ?? throw new MissingManifestResourceException($"There is no sentence '{key}'.");
}
