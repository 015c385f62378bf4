using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Clemap.Identity.ExternalSignIn;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.FirstStart;

/// <summary>Makes the first organisation and its first person, once.</summary>
internal sealed class FirstAccount(IdentityContext database, UserManager<Account> accounts, ExternalLinks links, IProvisioning provisioning, IServiceProvider services)
{
    // Any number, the same on every node: two who use the link at once come one after the other.
    private const long Turn = 0x434C454D41500001;

    /// <summary>True until somebody has an account.</summary>
    public async Task<bool> IsMissingAsync(CancellationToken cancellationToken) => !await database.Users.AnyAsync(cancellationToken);

    /// <param name="external">Signs the person in from now on, in place of <paramref name="password"/>.</param>
    /// <returns>The account, or why not; neither when somebody was faster.</returns>
    public async Task<(Account? Account, IdentityResult? Refused)> MakeAsync(
        FirstStartIds ids, string organisation, string name, string email, string? password, ExternalIdentity? external, CancellationToken cancellationToken)
    {
        await using var unit = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Turn})", cancellationToken);
        if (!await IsMissingAsync(cancellationToken))
            return (null, null);
        // Whoever holds the link started the server: the address needs no letter, which may have no way out yet.
        var account = new Account { Id = ids.PersonId, UserName = email, Email = email, EmailConfirmed = true, Name = name };
        var made = external is null ? await accounts.CreateAsync(account, password ?? "") : await accounts.CreateAsync(account);
        if (!made.Succeeded)
            return (null, made);
        if (external is not null && !await links.TryAddAsync(account, external))
            return (null, null);
        // These are committed before the account is: if the account is not, the same link makes it and finds them.
        await provisioning.EnsureOrganisationAsync(ids.OrganisationId, organisation, cancellationToken);
        await using (var scope = services.CreateOrganisationScope(ids.OrganisationId))
        {
            var memberships = scope.ServiceProvider.GetRequiredService<IMemberships>();
            foreach (var role in new[] { Role.Owner, Role.Administrator })
                await memberships.AddAsync(ids.OrganisationId, ids.PersonId, role, cancellationToken);
        }

        await unit.CommitAsync(cancellationToken);
        if (external is not null)
            await links.NoteAsync(account, external, cancellationToken);
        return (account, null);
    }
}
