using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

/// <summary>Connections to OpenADR servers, held in memory.</summary>
internal sealed class OpenAdrWorld : IOpenAdr
{
    public List<OpenAdrConnection> Connections { get; } = [];

    public List<OpenAdrFields> Made { get; } = [];

    public BrokenRule? Broken { get; set; }

    public Task<IReadOnlyList<OpenAdrConnection>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OpenAdrConnection>>([.. Connections]);

    public Task<OpenAdrChange> MakeAsync(OpenAdrFields fields, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult(new OpenAdrChange(null, [Broken]));
        Made.Add(fields);
        Connections.Add(Connection(fields.Name!, new(null, null, World.Now, null, null, 0, 0, [])));
        return Task.FromResult(new OpenAdrChange(Connections[^1], []));
    }

    public Task<OpenAdrChange> ChangeAsync(Guid connectionId, OpenAdrFields fields, CancellationToken cancellationToken) => Task.FromResult(new OpenAdrChange(null, []));

    public Task<bool> EndAsync(Guid connectionId, CancellationToken cancellationToken) => Task.FromResult(Connections.RemoveAll(connection => connection.Id == connectionId) > 0);

    public static OpenAdrConnection Connection(string name, OpenAdrState state) => new(
        Guid.CreateVersion7(), name, "https://vtn.clemap.example/openadr3", "https://vtn.clemap.example/token", "ven", World.Now, null, null, "Peak",
        [new(null, "house-1", new([World.SiteId]))], null, 60, state);
}
