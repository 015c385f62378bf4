using System.Collections.Concurrent;
using Clemap.Platform.Organisations;

namespace Clemap.Testing;

/// <summary>The accounts that tests made.</summary>
public sealed class PeopleOfTests : IPeople
{
    private readonly ConcurrentDictionary<Guid, Person> people = new();

    public void Add(Person person) => people[person.Id] = person;

    public Task<Guid> EnsureAsync(string email, string name, string password, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Person?> FindAsync(Guid personId, CancellationToken cancellationToken) => Task.FromResult(people.GetValueOrDefault(personId));

    public Task<Person?> FindByEmailAsync(string email, CancellationToken cancellationToken) => Task.FromResult(people.Values.FirstOrDefault(person => person.Email == email));

    public Task<IReadOnlyList<Person>> ListAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Person>>([.. people.Values.Where(person => personIds.Contains(person.Id))]);
}
