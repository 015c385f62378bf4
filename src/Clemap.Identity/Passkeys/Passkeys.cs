using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Sessions;
using Clemap.Platform.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Passkeys;

/// <summary>
/// Adds, names, removes and takes passkeys (WebAuthn). What changes how a person signs in ends all other sign-ins and stands in the audit of each organisation that the person belongs to.
/// </summary>
internal sealed partial class Passkeys(AccountSignIn signIn, SignInChange change, WaysIn ways, IdentityContext database, ILogger<Passkeys> log)
{
    public const int Most = 10;
    public const int LongestName = 60;

    private UserManager<Account> Accounts => signIn.UserManager;

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(Account account) => [.. (await Accounts.GetPasskeysAsync(account)).OrderBy(passkey => passkey.CreatedAt)];

    /// <summary>What the browser is asked to make; the challenge in it waits in a cookie for five minutes.</summary>
    public Task<string> OfferAsync(Account account) =>
        signIn.MakePasskeyCreationOptionsAsync(new() { Id = account.Id.ToString(), Name = account.Email!, DisplayName = account.Name });

    /// <param name="credential">What the browser made, as JSON.</param>
    /// <returns>False when it is not what was asked for, of another account, without its owner's consent, or one too many.</returns>
    public async Task<bool> AddAsync(Account account, string name, string credential, CancellationToken cancellationToken)
    {
        if ((await Accounts.GetPasskeysAsync(account)).Count >= Most)
            return false;
        var attestation = await TryAsync(() => signIn.PerformPasskeyAttestationAsync(credential));
        if (attestation is not { Succeeded: true, Passkey: { IsUserVerified: true } passkey } || attestation.UserEntity.Id != account.Id.ToString())
        {
            Refused(log, account.Id, attestation?.Failure?.Message);
            return false;
        }

        passkey.Name = name;
        if (!(await Accounts.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded)
            return false;
        await change.MadeAsync(account, AuditAction.PasskeyAdded, Details(name), cancellationToken);
        return true;
    }

    /// <returns>False when the account has no such passkey.</returns>
    public async Task<bool> RenameAsync(Account account, byte[] id, string name)
    {
        if (await Accounts.GetPasskeyAsync(account, id) is not { } passkey)
            return false;
        passkey.Name = name;
        return (await Accounts.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded;
    }

    public async Task<WayRemoval> RemoveAsync(Account account, byte[] id, CancellationToken cancellationToken)
    {
        string name;
        await using (var unit = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            await ways.LockAsync(account, cancellationToken);
            if (await Accounts.GetPasskeyAsync(account, id) is not { } passkey)
                return WayRemoval.Unknown;
            if (await ways.IsLastAsync(account, passkey: id))
                return WayRemoval.IsLast;
            if (!(await Accounts.RemovePasskeyAsync(account, id)).Succeeded)
                return WayRemoval.Unknown;
            name = passkey.Name!;
            await unit.CommitAsync(cancellationToken);
        }

        await change.MadeAsync(account, AuditAction.PasskeyRemoved, Details(name), cancellationToken);
        return WayRemoval.Done;
    }

    /// <summary>What the browser is asked to sign, whoever is before it.</summary>
    public Task<string> AskAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>
    /// Signs in with what the browser signed. Its owner unlocked it, so that it counts as both factors; nobody can guess it, so that a pause after wrong passwords does not stop it.
    /// </summary>
    public async Task<bool> SignInAsync(string credential)
    {
        var assertion = await TryAsync(() => signIn.PerformPasskeyAssertionAsync(credential));
        if (assertion is not { Succeeded: true, User: { } account, Passkey: { IsUserVerified: true } passkey } || !await signIn.CanSignInAsync(account))
        {
            Refused(log, assertion?.User?.Id, assertion?.Failure?.Message);
            return false;
        }

        // Its counter, which tells a copy from the original.
        if (!(await Accounts.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded)
            return false;
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new("amr", "mfa")]);
        return true;
    }

    // Without a challenge that waits, the framework throws instead of refusing: the cookie is gone, or was never there.
    private static async Task<T?> TryAsync<T>(Func<Task<T>> perform)
        where T : class
    {
        try
        {
            return await perform();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Details(string name) => new() { ["passkey"] = name };

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "A passkey of {AccountId} was refused: {Reason}")]
    private static partial void Refused(ILogger log, Guid? accountId, string? reason);
}
