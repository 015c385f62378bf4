using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>What the issuer publishes about itself, kept by the framework for half a day.</summary>
internal sealed partial class IssuerMetadata(IOptionsMonitor<OpenIdConnectOptions> options, IdentitySettings settings, ILogger<IssuerMetadata> log)
{
    /// <returns><see langword="null"/> when it does not answer, or says that it is another one; the log says which.</returns>
    public async Task<OpenIdConnectConfiguration?> FindAsync(CancellationToken cancellationToken)
    {
        var issuer = settings.External?.Issuer ?? throw new InvalidOperationException("No external issuer is configured.");
        try
        {
            var metadata = await options.Get(ExternalSignInServices.Scheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            if (metadata.Issuer == issuer)
                return metadata;
            OtherIssuer(log, issuer, metadata.Issuer);
            return null;
        }
        catch (Exception failure) when (IsUnreachable(failure) && !cancellationToken.IsCancellationRequested)
        {
            Unreachable(log, issuer, failure);
            return null;
        }
    }

    /// <summary>The issuer did not answer, as against an answer that was not taken.</summary>
    public static bool IsUnreachable(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException
        || (failure is InvalidOperationException && failure.Message.StartsWith("IDX20803", StringComparison.Ordinal))
        || (failure.InnerException is { } inner && IsUnreachable(inner));

    [LoggerMessage(EventId = 1011, Level = LogLevel.Error, Message = "Clemap:ExternalSignIn:Issuer is {Configured}, but what it publishes says {Published}: they must be the same, letter for letter")]
    private static partial void OtherIssuer(ILogger log, string configured, string? published);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Warning, Message = "The external issuer {Issuer} does not answer")]
    private static partial void Unreachable(ILogger log, string issuer, Exception failure);
}
