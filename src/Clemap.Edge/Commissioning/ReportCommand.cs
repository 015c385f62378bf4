using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.Commissioning;

/// <summary><c>report verify FILE</c>: is this report as the box wrote it?</summary>
internal static class ReportCommand
{
    /// <param name="configuration">Of the box that should have signed it; <see langword="null"/> to see only whose it is.</param>
    /// <returns>0 it is good, 1 it is not.</returns>
    public static async Task<int> VerifyAsync(string file, EdgeConfiguration? configuration, TextWriter output, TextWriter errors)
    {
        string content;
        try
        {
            content = await File.ReadAllTextAsync(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{file}: {failure.Message}");
            return 1;
        }
        if (ReportSignature.Verify(content) is not { } keyId)
        {
            await errors.WriteLineAsync($"{file}: not signed, or changed after it was signed.");
            return 1;
        }
        if (configuration is null)
        {
            await output.WriteLineAsync($"{file}: unchanged since it was signed with the key {keyId}. Compare that with the key of the box, on its page \"This box\".");
            return 0;
        }
        using var key = await DeviceKey.OfDeviceAsync(configuration.DataDir, CancellationToken.None);
        if (key.Public.KeyId != keyId)
        {
            await errors.WriteLineAsync($"{file}: signed with the key {keyId}, which is not that of this box.");
            return 1;
        }
        await output.WriteLineAsync($"{file}: unchanged since this box ({configuration.Serial}) signed it.");
        return 0;
    }
}
