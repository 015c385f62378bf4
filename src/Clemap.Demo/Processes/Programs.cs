namespace Clemap.Demo.Processes;

/// <summary>Starts each program with the words it needs.</summary>
internal sealed class Programs(DemoOptions options, DemoFolder folder)
{
    private string EdgeFile => folder["edge.json"];

    private string SimulatorFile => folder["simulator.json"];

    private string StateFile => folder["simulator-state.json"];

    public string HistoryFile => folder["history.csv"];

    public Child Server() => Start("server", "clemap-server", [], new Dictionary<string, string>
    {
        ["Clemap__Url"] = options.Address,
        ["Clemap__DataDir"] = folder["server"],
        ["Clemap__Demo"] = "true",
        ["Clemap__DemoPassword"] = folder.Secrets.Password,
        ["Clemap__DemoDeviceCode"] = folder.Secrets.DeviceCode,
    });

    public Child Simulator() => Start("simulator", "clemap-simulator", ["run", "--config", SimulatorFile, "--state", StateFile]);

    public Child History(DateTimeOffset from, DateTimeOffset to) => Start(
        "simulated history",
        "/bin/sh",
        // The recording goes straight to the file; only the progress comes through here.
        ["-c", "exec \"$0\" history --config \"$1\" --from \"$2\" --to \"$3\" --state \"$4\" > \"$5\"",
            Path.Combine(options.Programs, "simulator", "clemap-simulator"), SimulatorFile, from.ToString("o"), to.ToString("o"), StateFile, HistoryFile]);

    public Child Upload() => Start("upload of the history", "clemap-edge", ["upload", "--config", EdgeFile, "--file", HistoryFile]);

    public Child Edge() => Start("edge controller", "clemap-edge", ["run", "--config", EdgeFile]);

    private Child Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var path = program.StartsWith('/') ? program : Path.Combine(options.Programs, program["clemap-".Length..], program);
        return Child.Start(name, path, arguments, folder[$"logs/{name.Split(' ')[0]}.log"], environment);
    }
}
