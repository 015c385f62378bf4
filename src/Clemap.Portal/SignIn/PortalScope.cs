using System.Security.Claims;
using Clemap.Platform.Audit;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.SignIn;

/// <summary>
/// How a page gets at the product: each operation checks anew that the session stands and that the person may, and then acts in a service scope of its
/// own that is bound to the person's organisation, and to those sites of it where the person may do it. A circuit lives for hours; no database context does.
/// </summary>
internal sealed class PortalScope(IServiceScopeFactory scopes, AuthenticationStateProvider authentication, StandingRights rights)
{
    /// <exception cref="NotAllowedException">The person lost the permission or the session since the page was drawn.</exception>
    public async Task<T> RunAsync<T>(
        string permission, Func<IServiceProvider, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var person = (await authentication.GetAuthenticationStateAsync()).User;
        if (!Permission.Allows(person, permission) || !await rights.StandAsync(person, cancellationToken))
            throw new NotAllowedException(permission);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IOrganisationContext>().Enter(person.OrganisationId(), person.SubjectId(), Permission.ReachOf(person, permission));
        var origin = scope.ServiceProvider.GetRequiredService<RequestOrigin>();
        origin.BySupport = Role.IsSupport(person);
        if (person.FindFirst(SessionAudit.AddressClaim) is { Value.Length: > 0 } address)
            origin.Text = address.Value;
        return await operation(scope.ServiceProvider, cancellationToken);
    }

    /// <summary>The organisation that the person acts for, and the others that they could switch to, each once, by name.</summary>
    public async Task<(Membership? Current, IReadOnlyList<Membership> Others)> OrganisationsAsync(CancellationToken cancellationToken)
    {
        var person = await PersonAsync();
        var current = Guid.TryParse(person.FindFirst(ClemapClaims.Organisation)?.Value, out var id) ? id : (Guid?)null;
        var all = (await rights.MembershipsAsync(person, cancellationToken)).DistinctBy(membership => membership.OrganisationId).ToList();
        return (all.Find(membership => membership.OrganisationId == current), all.FindAll(membership => membership.OrganisationId != current));
    }

    /// <summary>The same for what needs an option of a licence at the site.</summary>
    /// <exception cref="LicenceMissingException">The licence ended, or was taken away, since the page was drawn.</exception>
    public Task<T> RunLicensedAsync<T>(
        string permission, string option, Guid siteId, Func<IServiceProvider, CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        RunAsync(permission, async (services, token) =>
        {
            if (!await services.GetRequiredService<ILicences>().HasAsync(option, siteId, token))
                throw new LicenceMissingException(option);
            return await operation(services, token);
        }, cancellationToken);

    public async Task<ClaimsPrincipal> PersonAsync() => (await authentication.GetAuthenticationStateAsync()).User;
}

/// <summary>Ends an operation that the page should not have offered; the page then says so in a sentence.</summary>
internal sealed class NotAllowedException(string permission) : Exception($"The session may not do '{permission}'.");

/// <summary>Ends an operation that the site has no licence for; the page then says what is missing.</summary>
internal sealed class LicenceMissingException(string option) : Exception($"The site has no licence for '{option}'.")
{
    public string Option { get; } = option;
}
