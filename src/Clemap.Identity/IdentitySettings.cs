using Clemap.Identity.ExternalSignIn;
using Microsoft.Extensions.Configuration;

namespace Clemap.Identity;

/// <summary>What this room reads from the configuration of the host.</summary>
/// <param name="Url">Public address of the host, without a path; it is the issuer of all tokens.</param>
/// <param name="DataDirectory">Where the server keeps what it writes.</param>
/// <param name="Demo">Pages say that this is a demo, and scripts get a client.</param>
/// <param name="PasswordList">File of passwords that are refused beside our own list; <see langword="null"/> without one.</param>
/// <param name="External">An issuer at which people may sign in too, or only; <see langword="null"/> without one.</param>
internal sealed record IdentitySettings(Uri Url, string DataDirectory, bool Demo, string? PasswordList = null, ExternalIssuer? External = null)
{
    /// <summary>Where signing and encryption keys are kept.</summary>
    public string KeyDirectory => Path.Combine(DataDirectory, "keys");

    /// <summary>Plain HTTP is accepted only where nobody can listen in.</summary>
    public bool PlainHttp => Url.Scheme == Uri.UriSchemeHttp && Url.IsLoopback;

    /// <summary>False where people sign in at the external issuer only: passwords and passkeys of ours are closed.</summary>
    public bool OwnPasswords => External is not { Instead: true };

    /// <exception cref="InvalidOperationException">Address or folder are missing.</exception>
    /// <exception cref="IdentitySettingsException">The external issuer breaks a rule.</exception>
    public static IdentitySettings From(IConfiguration configuration)
    {
        var url = configuration["Clemap:Url"];
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"Clemap:Url must be the public address of the server, but is '{url}'.");
        var dataDirectory = configuration["Clemap:DataDir"];
        if (string.IsNullOrWhiteSpace(dataDirectory))
            throw new InvalidOperationException("Clemap:DataDir must name the folder in which the server keeps its data.");
        var own = new Uri(address.GetLeftPart(UriPartial.Authority));
        return new IdentitySettings(
            own,
            Path.GetFullPath(dataDirectory),
            configuration.GetValue("Clemap:Demo", false),
            configuration["Clemap:Identity:PasswordList"] is { Length: > 0 } list ? Path.GetFullPath(list) : null,
            ExternalIssuer.From(configuration, own));
    }
}
