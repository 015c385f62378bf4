using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>How a person could sign in, as the server is configured now.</summary>
internal sealed class WaysIn(UserManager<Account> accounts, IdentityContext database, IdentitySettings settings)
{
    /// <summary>Until the end of the transaction nobody else changes how this person signs in.</summary>
    public Task LockAsync(Account account, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"select 1 from identity.accounts where id = {account.Id} for update", cancellationToken);

    /// <summary>True for an account that could not sign in any more without the link or the passkey.</summary>
    public async Task<bool> IsLastAsync(Account account, UserLoginInfo? link = null, byte[]? passkey = null)
    {
        if (settings.OwnPasswords && account.PasswordHash is not null)
            return false;
        if (settings.OwnPasswords && (await accounts.GetPasskeysAsync(account)).Any(known => passkey is null || !known.CredentialId.AsSpan().SequenceEqual(passkey)))
            return false;
        var links = (await accounts.GetLoginsAsync(account)).Where(known => known.LoginProvider == settings.External?.Issuer).ToList();
        // One of an issuer that is not configured any more opens nothing, so that its end closes nothing.
        if (link is not null && !links.Exists(known => IsSame(known, link)))
            return false;
        return !links.Exists(known => link is null || !IsSame(known, link));
    }

    private static bool IsSame(UserLoginInfo one, UserLoginInfo other) => one.LoginProvider == other.LoginProvider && one.ProviderKey == other.ProviderKey;
}

/// <summary>What became of the wish to take a way to sign in away.</summary>
internal enum WayRemoval
{
    Done,

    /// <summary>The account has no such.</summary>
    Unknown,

    /// <summary>The person could not sign in any more.</summary>
    IsLast,
}
