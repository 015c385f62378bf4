using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Upload;

/// <summary>Sends a recording of this site through the ingestion API, with the device's own key. Repeating it is harmless.</summary>
internal static class UploadCommand
{
    public static async Task<int> RunAsync(
        EdgeConfiguration configuration, string file, TextWriter output, TextWriter errors, CancellationToken cancellation = default)
    {
        if (configuration.Cloud is not { } address)
        {
            await errors.WriteLineAsync("edge.json names no cloud to upload to.");
            return 2;
        }
        if (!File.Exists(file))
        {
            await errors.WriteLineAsync($"{file} does not exist.");
            return 2;
        }
        var time = new SiteClock(TimeProvider.System);
        using var database = new EdgeDatabase(configuration.DataDir, time, configuration.StorageMB * 1_000_000L);
        using var keys = await DeviceKeys.OpenAsync(configuration.DataDir, time, cancellation);
        using var http = CloudHttp.Create(address, time);
        try
        {
            var enrolment = new Enrolment(http, address, configuration.Serial, keys, new Documents(database), time);
            using var tokens = new DeviceTokens(http, keys, await enrolment.EnsureAsync(cancellation), time);
            var cloud = new CloudClient(http, CloudAddress.Of(address), tokens, time);
            await cloud.PutSiteModelAsync(SiteModels.ForCloud(configuration), cancellation);

            var upload = new RecordingUpload(cloud, time, output, errors);
            var last = await upload.SendAsync(file, cancellation);
            ContinueRegisters(configuration, database, last);
            return upload.Rejected == 0 ? 0 : 1;
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) || failure is FormatException or InvalidOperationException)
        {
            await errors.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    /// <summary>Registers that the edge counts itself go on from where the recording ended.</summary>
    private static void ContinueRegisters(
        EdgeConfiguration configuration, EdgeDatabase database, IReadOnlyDictionary<Guid, (long ImportWh, long ExportWh)> last)
    {
        var stored = RegisterStore.Load(database);
        database.Write(connection =>
        {
            foreach (var station in configuration.Stations.Where(station => station.Model == "evtec-bidipro"))
                if (last.TryGetValue(station.Id, out var register)
                    && register.ImportWh > (stored.GetValueOrDefault(station.Id)?.ImportWh ?? 0))
                    RegisterStore.Write(connection, station.Id, new EnergyRegister(register.ImportWh, register.ExportWh, 0, 0));
        });
    }
}
