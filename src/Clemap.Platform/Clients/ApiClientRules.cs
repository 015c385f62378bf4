using Clemap.Platform.Http;
using Clemap.Platform.Organisations;

namespace Clemap.Platform.Clients;

internal static class ApiClientRules
{
    /// <summary>403 and not 400: somebody else may.</summary>
    public const string NotYours = "not-yours";

    /// <summary>409: revoke one first.</summary>
    public const string TwoSecrets = "two-secrets";

    private const int LongestName = 100;
    private const int MostDays = 730;

    /// <summary>The first rule that is broken.</summary>
    public static BrokenRule? Check(NewApiClient client)
    {
        var name = client.Name.Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return new("length", "name", $"The name has 1 to {LongestName} characters, none of them a control character.");
        if (client.Scopes.Count == 0)
            return new("none", "scopes", "A client needs at least one scope.");
        if (client.Scopes.Except(ApiScope.All).Any())
            return new("unknown", "scopes", $"A scope must be one of {string.Join(", ", ApiScope.All)}.");
        return CheckDays(client.ValidDays);
    }

    public static BrokenRule? CheckDays(int validDays) =>
        validDays is < 1 or > MostDays ? new("range", "validDays", $"A secret is valid for 1 to {MostDays} days.") : null;

    /// <summary>Whoever gets a secret could do with it what the client may: nobody raises himself that way.</summary>
    public static BrokenRule? CheckGiver(IEnumerable<string> scopes, IReadOnlyCollection<string> rolesOfGiver) =>
        scopes.Where(scope => !rolesOfGiver.Any(role => Permission.Allows(role, ApiScope.PermissionOf(scope)!))).ToList() is { Count: > 0 } beyond
            ? new(NotYours, "scopes", $"Your own roles do not include {string.Join(", ", beyond)}: somebody who may do it has to give it.")
            : null;
}
