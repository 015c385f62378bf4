namespace Clemap.Platform.Organisations;

/// <summary>The people who can sign in. What they are in an organisation is a membership, kept apart.</summary>
public interface IPeople
{
    /// <summary>
    /// Makes the person, or gives the one who already has this e-mail address; then name and password stay as they are.
    /// </summary>
    /// <returns>The id, which is <c>sub</c> in tokens.</returns>
    /// <exception cref="ArgumentException">The address or the password is not acceptable (a password has at least 12 characters, is none of the common ones, and does not
    /// contain the person's own name or address).</exception>
    Task<Guid> EnsureAsync(string email, string name, string password, CancellationToken cancellationToken);

    /// <summary><see langword="null"/> when nobody has this id.</summary>
    Task<Person?> FindAsync(Guid personId, CancellationToken cancellationToken);

    /// <summary>By the whole address, without case; <see langword="null"/> when nobody has it.</summary>
    Task<Person?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    /// <summary>Those of the ids that exist, by name.</summary>
    Task<IReadOnlyList<Person>> ListAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken);
}

/// <param name="Id"><c>sub</c> in tokens.</param>
/// <param name="Email">Also the sign-in name.</param>
/// <param name="Name">To show.</param>
public sealed record Person(Guid Id, string Email, string Name);
