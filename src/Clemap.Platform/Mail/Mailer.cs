using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Clemap.Platform.Mail;

internal sealed class Mailer(MailSettings settings, TimeProvider time) : IMailer
{
    private const int PatienceMs = 20_000;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var message = Compose(letter);
        try
        {
            if (settings.Server is { } server)
                await DeliverAsync(message, server, cancellationToken);
            else
                await LayDownAsync(message, letter, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or TimeoutException or UnauthorizedAccessException
            or CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException)
        {
            throw new MailException($"A letter could not be handed over: {failure.Message}", failure);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailException("The mail server did not answer in time.", late);
        }
    }

    private MimeMessage Compose(Letter letter)
    {
        if (!MailAddresses.TryParse(letter.To, out var to))
            throw new MailException("The address of a letter is not one.");
        to.Name = OneLine(letter.ToName);
        var message = new MimeMessage
        {
            MessageId = $"{letter.Key:N}@{settings.Sender.Domain}",
            Date = time.GetUtcNow(),
            Subject = OneLine(letter.Subject),
            Body = new TextPart("plain") { Text = letter.Text },
        };
        message.From.Add(settings.Sender);
        message.To.Add(to);
        // Nobody's holiday notice answers a machine (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private async Task DeliverAsync(MimeMessage message, Uri server, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PatienceMs);
        using var client = new SmtpClient { Timeout = PatienceMs };
        var security = server.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect
            : server.IsLoopback ? SecureSocketOptions.StartTlsWhenAvailable
            : SecureSocketOptions.StartTls;
        await client.ConnectAsync(server.Host, server.Port > 0 ? server.Port : server.Scheme == "smtps" ? 465 : 587, security, patience.Token);
        if (settings is { User: { } user, Password: { } password })
            await client.AuthenticateAsync(user, password, patience.Token);
        await client.SendAsync(message, patience.Token);
        await client.DisconnectAsync(quit: true, patience.Token);
    }

    // Whole or not there: whoever watches the folder never reads half a letter.
    private async Task LayDownAsync(MimeMessage message, Letter letter, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Folder);
        var half = Path.Combine(settings.Folder, $".{letter.Key:N}");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(half, options))
            await message.WriteToAsync(file, cancellationToken);
        File.Move(half, Path.Combine(settings.Folder, $"{letter.Key:N}.eml"), overwrite: true);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
