using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Clemap.Identity.Sessions;
using Clemap.Platform.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>
/// Which account an external identity opens: the one that was linked with its issuer and subject, and no other, whatever mail address the issuer tells. An account has at most one link to an issuer.
/// </summary>
internal sealed class ExternalLinks(UserManager<Account> accounts, IdentityContext database, WaysIn ways, SignInChange change)
{
    public Task<Account?> FindAsync(ExternalIdentity identity) => accounts.FindByLoginAsync(identity.Issuer, identity.Subject);

    /// <summary>The display name of each is what the issuer called the person when it was linked.</summary>
    public Task<IList<UserLoginInfo>> ListAsync(Account account) => accounts.GetLoginsAsync(account);

    /// <summary>For an account that is being made.</summary>
    /// <returns>False when the identity opens another account already.</returns>
    public async Task<bool> TryAddAsync(Account account, ExternalIdentity identity)
    {
        try
        {
            return (await accounts.AddLoginAsync(account, new UserLoginInfo(identity.Issuer, identity.Subject, identity.Label))).Succeeded;
        }
        catch (DbUpdateException)
        {
            // Of two at the same moment the key of the table lets one through.
            return false;
        }
    }

    /// <summary>For whoever is signed in here. It ends all other sign-ins and stands in the audit.</summary>
    public async Task<LinkOutcome> LinkAsync(Account account, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        if (await FindAsync(identity) is { } known)
            return known.Id == account.Id ? LinkOutcome.Linked : LinkOutcome.OfAnother;
        if ((await ListAsync(account)).Any(link => link.LoginProvider == identity.Issuer))
            return LinkOutcome.HasOne;
        if (!await TryAddAsync(account, identity))
            return LinkOutcome.OfAnother;
        await change.MadeAsync(account, AuditAction.ExternalSignInLinked, Details(identity.Issuer, identity.Subject), cancellationToken);
        return LinkOutcome.Linked;
    }

    /// <summary>For an account that was made with the identity, once it is in an organisation.</summary>
    public Task NoteAsync(Account account, ExternalIdentity identity, CancellationToken cancellationToken) =>
        change.NoteAsync(account, AuditAction.ExternalSignInLinked, Details(identity.Issuer, identity.Subject), cancellationToken);

    /// <summary>For whoever is signed in here. It ends all other sign-ins and stands in the audit.</summary>
    public async Task<WayRemoval> UnlinkAsync(Account account, string issuer, string subject, CancellationToken cancellationToken)
    {
        UserLoginInfo? link;
        await using (var unit = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            // One after the other: two at once could each take the other's for the way that stays.
            await ways.LockAsync(account, cancellationToken);
            link = (await ListAsync(account)).FirstOrDefault(known => known.LoginProvider == issuer && known.ProviderKey == subject);
            if (link is null)
                return WayRemoval.Unknown;
            if (await ways.IsLastAsync(account, link: link))
                return WayRemoval.IsLast;
            if (!(await accounts.RemoveLoginAsync(account, issuer, subject)).Succeeded)
                return WayRemoval.Unknown;
            await unit.CommitAsync(cancellationToken);
        }

        await change.MadeAsync(account, AuditAction.ExternalSignInUnlinked, Details(issuer, subject), cancellationToken);
        return WayRemoval.Done;
    }

    // Without the address at the issuer, which may be private: entries outlive the account, and each organisation of the person reads them.
    private static Dictionary<string, string> Details(string issuer, string subject) => new() { ["issuer"] = issuer, ["subject"] = subject };
}

internal enum LinkOutcome
{
    Linked,

    /// <summary>The identity opens another account.</summary>
    OfAnother,

    /// <summary>The account has another identity of the same issuer.</summary>
    HasOne,
}
