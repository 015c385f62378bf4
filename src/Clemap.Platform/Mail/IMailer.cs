namespace Clemap.Platform.Mail;

/// <summary>Gives letters to the mail server, or lays them into a folder where there is none.</summary>
public interface IMailer
{
    /// <summary>Returns when the letter was taken over. Sent twice under one key, the second has the same <c>Message-ID</c>, so that a mailbox can tell.</summary>
    /// <exception cref="MailException">It was not taken over; sending it again later is harmless.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellationToken);
}

/// <param name="Key">The same for the same letter; what stands before the @ of its <c>Message-ID</c>.</param>
/// <param name="To">Address of the one person who gets it.</param>
/// <param name="ToName">To show.</param>
/// <param name="Text">Plain text, lines of any length.</param>
public sealed record Letter(Guid Key, string To, string ToName, string Subject, string Text);

/// <param name="message">One sentence for operators; holds no content of the letter.</param>
public sealed class MailException(string message, Exception? inner = null) : Exception(message, inner);
