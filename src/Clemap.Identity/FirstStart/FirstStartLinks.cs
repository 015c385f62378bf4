using System.Buffers.Text;
using System.Security.Cryptography;
using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Clemap.Identity.FirstStart;

/// <summary>
/// The link with which the first person comes in. It is stored nowhere: any node can read it, it ends by itself, and it is void as soon as somebody has
/// an account. It carries the ids of what it will make, so that an attempt that broke off is taken up again and not made twice.
/// </summary>
internal sealed class FirstStartLinks(IDataProtectionProvider protection, IdentitySettings settings)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int IdBytes = 16;

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Clemap.FirstStart").ToTimeLimitedDataProtector();

    public Uri Make()
    {
        byte[] ids = [.. Guid.CreateVersion7().ToByteArray(), .. Guid.CreateVersion7().ToByteArray()];
        var secret = Base64Url.EncodeToString(protector.Protect(ids, Lifetime));
        return new Uri(settings.Url, AccountPaths.FirstStart + QueryString.Create("secret", secret));
    }

    /// <returns><see langword="null"/> when it is not one of ours, or too old.</returns>
    public FirstStartIds? Read(string? secret)
    {
        if (secret is null)
            return null;
        try
        {
            var ids = protector.Unprotect(Base64Url.DecodeFromChars(secret));
            return ids.Length == 2 * IdBytes ? new FirstStartIds(new Guid(ids.AsSpan(0, IdBytes)), new Guid(ids.AsSpan(IdBytes))) : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

internal sealed record FirstStartIds(Guid OrganisationId, Guid PersonId);
