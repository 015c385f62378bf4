namespace Clemap.Edge.LocalApi.Access;

/// <summary>What a name and a password must hold; the answer is the code of the rule that is broken.</summary>
internal static class AccountRules
{
    public const int ShortestPassword = 10;
    public const int LongestPassword = 128;
    private const int LongestName = 40;

    // What is tried first, of those that are long enough.
    private static readonly string[] Common =
    [
        "1234567890", "0123456789", "password123", "passwort123", "passwort1234", "motdepasse", "qwertyuiop", "qwertzuiop", "administrator",
        "elektriker", "electrician", "changemeplease", "clemapclemap",
    ];

    public static string? OfName(string name) =>
        name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@') ? "name-rule" : null;

    public static string? OfPassword(string password, string name)
    {
        if (password.Length < ShortestPassword)
            return "password-short";
        if (password.Length > LongestPassword)
            return "password-long";
        if (password.Distinct().Count() < 4 || Common.Contains(password, StringComparer.OrdinalIgnoreCase))
            return "password-common";
        return password.Contains(name, StringComparison.OrdinalIgnoreCase) ? "password-has-name" : null;
    }
}
