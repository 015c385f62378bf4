using System.Text.Json;

namespace Clemap.Platform.Organisations;

/// <summary>What the organisations hold of a person who can sign in: for the copy that the person may ask for, and for the end of the account.</summary>
public interface IPersonalTraces
{
    /// <summary>
    /// Writes the properties <c>organisations</c> (each with the person's roles), and <c>actions</c>: what the audit of these organisations says that the person did, as a
    /// stream, however much it is.
    /// </summary>
    /// <param name="json">Inside of an object.</param>
    Task WriteAsync(Utf8JsonWriter json, Guid personId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the person out of all organisations and the address out of the invitations. The audit keeps the person's id, which nobody can tell a name for any more. Calling it
    /// again goes on where it was.
    /// </summary>
    /// <param name="email">The person's own, confirmed.</param>
    /// <returns>Names of the organisations that would be without an owner; while there is one, nothing is changed.</returns>
    Task<IReadOnlyList<string>> LeaveAsync(Guid personId, string email, CancellationToken cancellationToken);
}
