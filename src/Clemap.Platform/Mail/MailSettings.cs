using Microsoft.Extensions.Configuration;
using MimeKit;

namespace Clemap.Platform.Mail;

/// <summary>How mail leaves the server: <c>Clemap:Mail:Server</c>, <c>User</c>, <c>Password</c>, <c>From</c>, <c>Folder</c>.</summary>
/// <param name="Server"><c>smtps://host</c> (TLS from the start), <c>smtp://host:587</c> (STARTTLS; plain only on this machine); <see langword="null"/> without one.</param>
/// <param name="Folder">Where letters lie as <c>.eml</c> while there is no server.</param>
internal sealed record MailSettings(Uri? Server, string? User, string? Password, MailboxAddress Sender, string Folder)
{
    /// <exception cref="InvalidOperationException">Names the key that breaks its rule.</exception>
    public static MailSettings From(IConfiguration configuration, Uri url)
    {
        var mail = configuration.GetSection("Clemap:Mail");
        Uri? server = null;
        if (mail["Server"] is { Length: > 0 } text && (!Uri.TryCreate(text, UriKind.Absolute, out server) || server.Scheme is not ("smtp" or "smtps") || server.UserInfo != ""))
            throw new InvalidOperationException($"Clemap:Mail:Server must be smtps://host or smtp://host:587, with the user under Clemap:Mail:User, but is '{text}'.");
        var from = mail["From"] ?? $"no-reply@{url.Host}";
        if (!MailAddresses.TryParse(from, out var sender))
            throw new InvalidOperationException($"Clemap:Mail:From must be a mail address, but is '{from}'.");
        if (server is not null && mail["From"] is null)
            throw new InvalidOperationException("Clemap:Mail:From must be set where Clemap:Mail:Server is: it is who the letters are from.");
        if (mail["User"] is null != mail["Password"] is null)
            throw new InvalidOperationException("Clemap:Mail:User and Clemap:Mail:Password must be set together.");
        if (sender.Name is null or "")
            sender.Name = "CLEMAP";
        var folder = mail["Folder"] ?? Path.Combine(configuration["Clemap:DataDir"] ?? ".", "mail");
        return new MailSettings(server, mail["User"], mail["Password"], sender, Path.GetFullPath(folder));
    }
}
