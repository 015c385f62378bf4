using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Sessions;

/// <summary>After a change of how a person signs in: all other sign-ins end, and it stands in the audit of each organisation that the person belongs to, neither from above nor as support.</summary>
internal sealed class SignInChange(AccountSignIn signIn, IMemberships memberships, IServiceProvider services)
{
    /// <param name="action">Of <see cref="AuditAction"/>.</param>
    public async Task MadeAsync(Account account, string action, IReadOnlyDictionary<string, string> details, CancellationToken cancellationToken)
    {
        await signIn.UserManager.UpdateSecurityStampAsync(account);
        await signIn.RefreshSignInAsync(account);
        await NoteAsync(account, action, details, cancellationToken);
    }

    /// <summary>The audit alone. Without an address: no organisation sees where its people sign in from.</summary>
    public async Task NoteAsync(Account account, string action, IReadOnlyDictionary<string, string> details, CancellationToken cancellationToken)
    {
        foreach (var organisation in (await memberships.OfPersonAsync(account.Id, cancellationToken)).Where(membership => membership is { FromAbove: false, IsSupport: false }).Select(membership => membership.OrganisationId).Distinct())
        {
            await using var scope = services.CreateOrganisationScope(organisation, account.Id);
            await scope.ServiceProvider.GetRequiredService<IAuditWriter>().RecordAsync(action, account.Id, JsonSerializer.Serialize(details), cancellationToken);
        }
    }
}
