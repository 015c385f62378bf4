using System.Collections.Frozen;
using System.Reflection;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>The definitions in force: those of the program, and those of a folder, which add to them or stand in their place.</summary>
internal sealed class StationDefinitions
{
    private readonly FrozenDictionary<string, StationDefinition> byId;

    private StationDefinitions(IEnumerable<StationDefinition> definitions, IReadOnlyList<DefinitionProblem> problems) =>
        (byId, Problems) = (definitions.ToFrozenDictionary(definition => definition.Id), problems);

    public static StationDefinitions BuiltIn { get; } = Embedded();

    /// <summary>Why files of the folder are not in force. What the program brings stays so in their place.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    public IEnumerable<StationDefinition> All => byId.Values.OrderBy(definition => definition.Id, StringComparer.Ordinal);

    public StationDefinition? Find(string id) => byId.GetValueOrDefault(id);

    /// <param name="taken">Ids that no file may have.</param>
    public StationDefinitions With(string folder, IReadOnlyCollection<string> taken)
    {
        if (!Directory.Exists(folder))
            return this;
        var problems = new List<DefinitionProblem>();
        var definitions = byId.ToDictionary();
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Read(file, problems) is not { } definition)
                continue;
            if (taken.Contains(definition.Id))
                problems.Add(new(file, "$.id", "is a model that is not defined by a file"));
            else
                definitions[definition.Id] = definition;
        }
        return new StationDefinitions(definitions.Values, problems);
    }

    private static StationDefinition? Read(string file, List<DefinitionProblem> problems)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return DefinitionReader.Read(file, stream, problems);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(file, "$", failure.Message));
            return null;
        }
    }

    private static StationDefinitions Embedded()
    {
        const string Folder = "stations/";
        var program = Assembly.GetExecutingAssembly();
        var problems = new List<DefinitionProblem>();
        var definitions = new List<StationDefinition>();
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            if (DefinitionReader.Read(name[Folder.Length..], stream, problems) is { } definition)
                definitions.Add(definition);
        }
        return problems.Count == 0
            ? new StationDefinitions(definitions, [])
            : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }
}
