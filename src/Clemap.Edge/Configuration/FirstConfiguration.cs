using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.SiteModel;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Configuration;

/// <summary>
/// <c>clemap-edge init</c>: edge.json for a box that has none, so that all else is entered on the dashboard. Until somebody does, the house is taken to need
/// all that a small fuse carries, and no station fits beside it.
/// </summary>
internal static class FirstConfiguration
{
    private const double SmallestFuseA = 16;
    private const int LocalPort = 8090;
    private const int HttpsPort = 7000;

    public static EdgeConfiguration Of(string serial) => new()
    {
        Serial = serial,
        DataDir = "data",
        LocalPort = LocalPort,
        Local = new LocalConfiguration(HttpsPort),
        BaseLoadA = SmallestFuseA,
        Circuits =
        [
            new CircuitConfiguration(Guid.CreateVersion7(), "Grid connection", SmallestFuseA) { StaticBaseLoadA = PhaseCurrents.Balanced(SmallestFuseA) },
        ],
        Meters = [],
        Stations = [],
    };

    /// <returns>0 written, 2 refused: one that stands there is never written over.</returns>
    public static async Task<int> WriteAsync(string file, string serial, TextWriter output, TextWriter errors)
    {
        if (File.Exists(file))
        {
            await errors.WriteLineAsync($"{file} stands there already and is not written over.");
            return 2;
        }
        var configuration = Of(serial);
        var problems = ConfigurationRules.Check(configuration);
        if (problems.Count > 0)
            throw new ConfigurationException(file, problems);
        PrivateFile.Write(file, System.Text.Encoding.UTF8.GetString(ConfigurationText.Of(configuration)));
        await output.WriteLineAsync($"{file} is written. After the start the dashboard is at https://<address of this box>:{HttpsPort}; enter circuits, meters and stations there.");
        return 0;
    }
}
