using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.FirstStart;

/// <summary>
/// Says at the start how the first person comes in, as long as nobody has an account. The link stands in the log, and in a file that only the server's
/// user may read; it is the one secret that a log holds, since there is nobody yet who could be told in another way.
/// </summary>
internal sealed partial class FirstStartNotice(IServiceScopeFactory scopes, FirstStartLinks links, IdentitySettings settings, ILogger<FirstStartNotice> log) : IHostedService
{
    private string File => Path.Combine(settings.DataDirectory, "first-start-link.txt");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<FirstAccount>().IsMissingAsync(cancellationToken))
        {
            System.IO.File.Delete(File);
            return;
        }

        var link = links.Make();
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(File, options))
            await writer.WriteLineAsync(link.AbsoluteUri.AsMemory(), cancellationToken);
        Nobody(log, link.AbsoluteUri, File, FirstStartLinks.Lifetime.TotalHours);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "Nobody has an account yet. The first administrator is made at {Link} (also in {File}), within {Hours} hours; a restart makes a new link")]
    private static partial void Nobody(ILogger log, string link, string file, double hours);
}
