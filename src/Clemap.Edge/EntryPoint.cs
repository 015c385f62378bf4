using Clemap.Edge.CloudLink;
using Clemap.Edge.Commissioning;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Upload;

namespace Clemap.Edge;

internal static class EntryPoint
{
    private const string Usage = """
        clemap-edge init --config edge.json --serial NUMBER write a first configuration, to be completed on the dashboard
        clemap-edge run --config edge.json                  control the site
        clemap-edge upload --config edge.json --file FILE   send a recording through the ingestion API
        clemap-edge stations --markdown                     the models that are known, as a page
        clemap-edge stations --schema                       the JSON schema of their definitions
        clemap-edge accounts reset --config edge.json       remove all local accounts and print a new one-time code
        clemap-edge key --config edge.json                  make the key of the device if it has none, and print serial number and public key for the list of the factory
        clemap-edge report verify FILE [--config edge.json] check the signature of a commissioning report
        """;

    /// <returns>0 done, 1 failed, 2 the command or the configuration is wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        string? command = args.FirstOrDefault();
        string? config = Option(args, "--config");
        string? file = Option(args, "--file");
        try
        {
            if (command == "init" && config is not null && Option(args, "--serial") is { } serial)
                return await FirstConfiguration.WriteAsync(config, serial, output, errors);
            if (command == "run" && config is not null)
                return await EdgeHost.RunAsync(await ConfigurationFile.LoadAsync(config, CancellationToken.None), output);
            if (command == "upload" && config is not null && file is not null)
                return await UploadCommand.RunAsync(
                    await ConfigurationFile.LoadAsync(config, CancellationToken.None), file, output, errors);
            if (command == "stations" && (args.Contains("--markdown") || args.Contains("--schema")))
            {
                await output.WriteAsync(args.Contains("--schema") ? DefinitionSchema.Text() : StationModelsPage.Of(StationModels.BuiltIn));
                return 0;
            }
            if (args is ["accounts", "reset", ..] && config is not null)
                return await AccountsCommand.ResetAsync(await ConfigurationFile.LoadAsync(config, CancellationToken.None), output);
            if (command == "key" && config is not null)
                return await KeyCommand.RunAsync(await ConfigurationFile.LoadAsync(config, CancellationToken.None), output);
            if (args is ["report", "verify", var report, ..])
                return await ReportCommand.VerifyAsync(
                    report, config is null ? null : await ConfigurationFile.LoadAsync(config, CancellationToken.None), output, errors);
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        catch (ConfigurationException wrong)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    private static string? Option(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
