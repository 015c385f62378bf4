using Microsoft.AspNetCore.DataProtection;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>Secrets of connections as they lie in the database: readable only with the keys of the server.</summary>
internal sealed class VtnSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Clemap.Platform.OpenAdr");

    public string Protect(string secret) => protector.Protect(secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The keys are not there any more.</exception>
    public string Read(string kept) => protector.Unprotect(kept);
}
