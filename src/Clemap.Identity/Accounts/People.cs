using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.Accounts;

internal sealed class People(UserManager<Account> accounts) : IPeople
{
    public async Task<Guid> EnsureAsync(string email, string name, string password, CancellationToken cancellationToken)
    {
        if (await accounts.FindByEmailAsync(email) is { } known)
            return known.Id;
        var account = new Account { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, Name = name };
        var result = await accounts.CreateAsync(account, password);
        return result.Succeeded
            ? account.Id
            : throw new ArgumentException(string.Join(' ', result.Errors.Select(error => error.Description)));
    }

    public async Task<Person?> FindAsync(Guid personId, CancellationToken cancellationToken) =>
        (await ListAsync([personId], cancellationToken)).SingleOrDefault();

    public async Task<Person?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        await accounts.FindByEmailAsync(email) is { } account ? new Person(account.Id, account.Email!, account.Name) : null;

    public async Task<IReadOnlyList<Person>> ListAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken) =>
        await accounts.Users
            .Where(account => personIds.Contains(account.Id))
            .OrderBy(account => account.Name)
            .Select(account => new Person(account.Id, account.Email!, account.Name))
            .ToListAsync(cancellationToken);
}
