using Microsoft.Extensions.Configuration;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>An issuer of OpenID Connect at which people may sign in, beside our own passwords or instead of them.</summary>
/// <param name="Issuer">Letter for letter as its tokens say it (<c>iss</c>).</param>
/// <param name="ClientId">What it knows this server as.</param>
/// <param name="ClientSecret"><see langword="null"/> for a public client, which proves itself by PKCE alone.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Instead">Our own passwords and passkeys are closed.</param>
internal sealed record ExternalIssuer(string Issuer, string ClientId, string? ClientSecret, string DisplayName, bool Instead)
{
    /// <summary>What has to be registered at the issuer as redirect URI, behind the public address.</summary>
    public const string CallbackPath = "/account/external/callback";

    private const string Section = "Clemap:ExternalSignIn";
    private const int LongestName = 60;
    private static readonly string[] OnlyWithIssuer = ["ClientId", "ClientSecret", "ClientSecretFile", "DisplayName"];

    /// <param name="own">Public address of this server.</param>
    /// <returns><see langword="null"/> where none is configured.</returns>
    /// <exception cref="IdentitySettingsException">Names every key that breaks its rule.</exception>
    public static ExternalIssuer? From(IConfiguration configuration, Uri own)
    {
        var problems = new List<string>();
        var instead = ReadInstead();
        var (issuer, clientId, name) = (Read("Issuer"), Read("ClientId"), Read("DisplayName"));
        var host = issuer is null ? "" : ReadHost(issuer);
        var found = issuer is null ? Nothing() : new ExternalIssuer(issuer, clientId ?? "", ReadSecret(), name ?? host, instead);
        if (found is not null && clientId is null)
            problems.Add($"{Section}:ClientId must be set where {Section}:Issuer is: it is what the issuer knows this server as.");
        if (name is not null && (name.Length > LongestName || name.Any(char.IsControl)))
            problems.Add($"{Section}:DisplayName must have at most {LongestName} characters on one line.");
        return problems.Count == 0 ? found : throw new IdentitySettingsException(string.Join(Environment.NewLine, problems));

        string? Read(string key) => configuration[$"{Section}:{key}"] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        bool ReadInstead()
        {
            var text = Read("Instead") ?? "false";
            if (!bool.TryParse(text, out var yes))
                problems.Add($"{Section}:Instead must be true or false, but is '{text}'.");
            return yes;
        }

        ExternalIssuer? Nothing()
        {
            foreach (var key in OnlyWithIssuer.Where(key => Read(key) is not null))
                problems.Add($"{Section}:{key} is set without {Section}:Issuer, which must be set too.");
            if (instead)
                problems.Add($"{Section}:Instead is set without {Section}:Issuer, which must be set too: otherwise nobody could sign in.");
            return null;
        }

        // Its host is a name that people may know, where none was given.
        string ReadHost(string text)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                && address is { Query: "", Fragment: "", UserInfo: "" })
            {
                if (address.GetLeftPart(UriPartial.Authority) == own.GetLeftPart(UriPartial.Authority))
                    problems.Add($"{Section}:Issuer must be another server than Clemap:Url.");
                return address.Host;
            }

            problems.Add($"{Section}:Issuer must be an https address (http on loopback only) without query, as the issuer's tokens say it, but is '{text}'.");
            return "";
        }

        string? ReadSecret()
        {
            var (secret, file) = (Read("ClientSecret"), Read("ClientSecretFile"));
            if (file is null)
                return secret;
            if (secret is not null)
                problems.Add($"{Section}:ClientSecret and {Section}:ClientSecretFile must not both be set.");
            try
            {
                var text = File.ReadAllText(file).Trim();
                if (text.Length == 0)
                    problems.Add($"{Section}:ClientSecretFile must hold the secret, but {file} is empty.");
                return text;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{Section}:ClientSecretFile cannot be read: {failure.Message}");
                return null;
            }
        }
    }
}
