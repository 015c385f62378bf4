using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;

namespace Clemap.Edge.LocalApi;

/// <summary>Tells at the start, on the console, how to get in.</summary>
internal sealed class Greeting(EdgeConfiguration configuration, AccountStore accounts, LocalCertificate certificate, ILogger<Greeting> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.LogInformation("The dashboard's certificate has the SHA-256 fingerprint {Fingerprint}", certificate.Fingerprint);
        if (accounts.Current.Accounts.Count == 0)
            log.LogWarning(
                "Nobody has a local account yet. One-time code for the first one: {Code} (also in {File})",
                OneTimeCode.Ensure(configuration.DataDir), OneTimeCode.FileIn(configuration.DataDir));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
