using Clemap.Identity.Accounts;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;

namespace Clemap.Identity.OwnData;

/// <summary>
/// Ends an account at the wish of its person (revDSG art. 32, GDPR art. 17). The memberships go first: if the process ends in between, the person can still sign in and do it again.
/// </summary>
internal sealed partial class AccountErasure(
    UserManager<Account> accounts, IPersonalTraces traces, IOpenIddictAuthorizationManager authorizations, IOpenIddictTokenManager tokens, ILogger<AccountErasure> log)
{
    /// <returns>Names of the organisations that would be without an owner; while there is one, nothing is changed.</returns>
    public async Task<IReadOnlyList<string>> EraseAsync(Account account, CancellationToken cancellationToken)
    {
        var orphaned = await traces.LeaveAsync(account.Id, account.Email!, cancellationToken);
        if (orphaned.Count > 0)
            return orphaned;
        var subject = account.Id.ToString();
        await authorizations.RevokeBySubjectAsync(subject, cancellationToken);
        await tokens.RevokeBySubjectAsync(subject, cancellationToken);
        var result = await accounts.DeleteAsync(account);
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
        Erased(log, account.Id);
        return [];
    }

    [LoggerMessage(EventId = 1303, Level = LogLevel.Information, Message = "Account {Account} was erased by its person")]
    private static partial void Erased(ILogger log, Guid account);
}
