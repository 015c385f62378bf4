using System.Text.RegularExpressions;
using MimeKit;

namespace Clemap.Identity.Tests.Hosting;

/// <summary>The folder in which letters lie while there is no mail server.</summary>
internal sealed partial class Mailbox(string dataDirectory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string folder = Path.Combine(dataDirectory, "mail");

    /// <summary>Waits until so many letters lie there for the address, and gives the youngest.</summary>
    public async Task<MimeMessage> LetterAsync(string address, CancellationToken cancellationToken, int count = 1)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (Letters(address) is { Count: var found } letters && found >= count)
                return letters[^1];
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>By age; keys are ordered by time.</summary>
    public IReadOnlyList<MimeMessage> Letters(string address) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(file => MimeMessage.Load(file))
            .Where(letter => letter.To.Mailboxes.Any(mailbox => mailbox.Address.Equals(address, StringComparison.OrdinalIgnoreCase)))]
        : [];

    /// <summary>Path and query of the link in the letter.</summary>
    public static string LinkIn(MimeMessage letter)
    {
        var link = Link().Match(letter.TextBody ?? "");
        link.Success.ShouldBeTrue(letter.TextBody);
        return new Uri(link.Value).PathAndQuery;
    }

    [GeneratedRegex(@"http\S+\?link=\S+")]
    private static partial Regex Link();
}
