using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Keys;

/// <summary>Says at each start that the keys which sign tokens lie in the clear, where nobody configured what to encrypt them with.</summary>
internal sealed partial class KeysNotice(KeyEncryption encryption, IdentitySettings settings, ILogger<KeysNotice> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (encryption.Key is null)
            InTheClear(log, settings.KeyDirectory, KeyEncryption.Setting);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "The keys in {Folder} are not encrypted: whoever gets a copy of the folder can sign tokens. Set {Setting}")]
    private static partial void InTheClear(ILogger log, string folder, string setting);
}
