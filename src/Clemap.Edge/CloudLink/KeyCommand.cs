using Clemap.Edge.Configuration;

namespace Clemap.Edge.CloudLink;

/// <summary>What the factory needs of a device: its serial number and its public key. The private half stays in the device.</summary>
internal static class KeyCommand
{
    public static async Task<int> RunAsync(EdgeConfiguration configuration, TextWriter output)
    {
        using var key = await DeviceKey.OfDeviceAsync(configuration.DataDir, CancellationToken.None);
        await output.WriteLineAsync($"{configuration.Serial},{key.PublicText}");
        return 0;
    }
}
