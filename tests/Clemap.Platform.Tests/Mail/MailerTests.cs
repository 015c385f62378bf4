using System.Net;
using System.Net.Sockets;
using Clemap.Platform.Mail;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace Clemap.Platform.Tests.Mail;

public sealed class MailerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clemap-mail-");
    private readonly Letter letter = new(Guid.CreateVersion7(), "anna@example.com", "Anna Müller", "Grüezi – Einladung", "Zürich\n\nhttps://example.com/x?y=1\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_server_a_letter_lies_in_the_folder_whole_and_readable_by_nobody_else()
    {
        await With().SendAsync(letter, Cancellation);
        await With().SendAsync(letter, Cancellation);

        var file = folder.GetFiles().ShouldHaveSingleItem();
        file.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var message = await MimeMessage.LoadAsync(file.FullName, Cancellation);
        (message.Subject, message.TextBody!.ReplaceLineEndings("\n"), message.To.ToString()).ShouldBe((letter.Subject, letter.Text, "\"Anna Müller\" <anna@example.com>"));
        message.MessageId.ShouldBe($"{letter.Key:N}@cloud.example");
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
    }

    [Fact]
    public async Task A_mail_server_takes_it_over()
    {
        await using var server = await MailServer.StartAsync(Cancellation);

        await With(("Server", $"smtp://127.0.0.1:{server.Port}"), ("From", "CLEMAP Zürich <portal@example.org>")).SendAsync(letter, Cancellation);

        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(server.Letters().ShouldHaveSingleItem()));
        using var message = await MimeMessage.LoadAsync(stream, Cancellation);
        (message.Subject, message.TextBody!.TrimEnd().ReplaceLineEndings("\n")).ShouldBe((letter.Subject, letter.Text.TrimEnd()));
        (message.From.Mailboxes.Single().Address, message.From.Mailboxes.Single().Name).ShouldBe(("portal@example.org", "CLEMAP Zürich"));
    }

    [Fact]
    public async Task Lines_in_a_name_or_subject_become_no_headers()
    {
        await With().SendAsync(letter with { ToName = "Anna\r\nBcc: eve@example.com", Subject = "Hello\r\nBcc: eve@example.com\r\n\r\nbody" }, Cancellation);

        using var message = await MimeMessage.LoadAsync(folder.GetFiles().Single().FullName, Cancellation);
        message.Bcc.ShouldBeEmpty();
        message.Subject.ShouldBe("Hello Bcc: eve@example.com body");
    }

    [Theory]
    [InlineData("anna@example.com, eve@example.com")]
    [InlineData("anna@example.com\r\nBcc: eve@example.com")]
    [InlineData("anna")]
    [InlineData("")]
    public async Task What_is_no_single_address_is_refused(string to) =>
        (await Should.ThrowAsync<MailException>(() => With().SendAsync(letter with { To = to }, Cancellation))).Message.ShouldBe("The address of a letter is not one.");

    [Fact]
    public async Task A_server_that_is_away_or_speaks_something_else_is_a_failure_that_names_itself()
    {
        var away = With(("Server", $"smtp://127.0.0.1:{MailServer.FreePort()}"), ("From", "a@example.org"));
        (await Should.ThrowAsync<MailException>(() => away.SendAsync(letter, Cancellation))).Message.ShouldContain("refused");

        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await other.AcceptTcpClientAsync(Cancellation);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Cancellation);
        }, Cancellation);
        var garbled = With(("Server", $"smtp://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}"), ("From", "a@example.org"));
        await Should.ThrowAsync<MailException>(() => garbled.SendAsync(letter, Cancellation));
        await answering;
    }

    [Theory]
    [InlineData("Server", "https://mail.example.com", "Clemap:Mail:Server")]
    [InlineData("Server", "smtp://user:secret@mail.example.com", "Clemap:Mail:Server")]
    [InlineData("Server", "smtps://mail.example.com", "Clemap:Mail:From")]
    [InlineData("From", "nobody", "Clemap:Mail:From")]
    [InlineData("User", "anna", "Clemap:Mail:Password")]
    public void A_setting_that_breaks_its_rule_is_named(string key, string value, string named) =>
        Should.Throw<InvalidOperationException>(() => With((key, value))).Message.ShouldContain(named);

    public void Dispose() => folder.Delete(recursive: true);

    private Mailer With(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Clemap:Mail:Folder", folder.FullName), .. settings.Select(pair => KeyValuePair.Create($"Clemap:Mail:{pair.Key}", (string?)pair.Value))])
            .Build();
        return new Mailer(MailSettings.From(configuration, new Uri("https://cloud.example")), TimeProvider.System);
    }
}
