using System.Text.Json;
using Clemap.Contracts.GridCommands;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.GridCommands;

/// <summary>Restrictions on the disk, until the cloud holds them.</summary>
internal sealed class RestrictionStore(EdgeDatabase database)
{
    /// <summary>Without a cloud the oldest go first.</summary>
    private const int Most = 10_000;

    public IReadOnlyList<KeptRestriction> Open() => Read("where ended = 0");

    public void Put(IReadOnlyList<KeptRestriction> restrictions)
    {
        if (restrictions.Count > 0)
            database.Write(connection =>
            {
                foreach (var restriction in restrictions)
                    connection.Execute(
                        "insert or replace into restrictions(id, body, ended, reported) values ($id, $body, $ended, 0)",
                        ("$id", restriction.Id.ToString()), ("$body", JsonSerializer.SerializeToUtf8Bytes(restriction, GridJson.Default.KeptRestriction)),
                        ("$ended", restriction.EndedAt is null ? 0 : 1));
                connection.Execute("delete from restrictions where ended = 1 and id in (select id from restrictions order by id desc limit -1 offset $most)", ("$most", Most));
            });
    }

    /// <summary>What the cloud has not heard yet, oldest first.</summary>
    public IReadOnlyList<RestrictionReport> Waiting(int most) => [.. Read($"where reported = 0 order by id limit {most}").Select(restriction => restriction.Report())];

    public void MarkReported(IReadOnlyList<RestrictionReport> reports) => database.Write(connection =>
    {
        foreach (var report in reports)
            connection.Execute(
                "update restrictions set reported = 1 where id = $id and ended = $ended", ("$id", report.Id.ToString()), ("$ended", report.EndedAt is null ? 0 : 1));
        connection.Execute("delete from restrictions where ended = 1 and reported = 1");
    });

    public void Clear() => database.Write(connection => connection.Execute("delete from restrictions"));

    private List<KeptRestriction> Read(string where) => database.Use(connection => connection.Query(
        $"select body from restrictions {where}", row => JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(0), GridJson.Default.KeptRestriction)!));
}
