using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Migrations;

/// <summary>Keys of requests and what was answered. Not part of the model: no row is ever looked at as a thing of its own.</summary>
[DbContext(typeof(PlatformContext))]
[Migration("20261129235900_IdempotencyKeys")]
public sealed class IdempotencyKeys : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table platform.idempotency_key (
                organisation_id uuid not null, caller_id uuid not null, key varchar(100) not null,
                request_hash bytea not null, started_at timestamptz not null default now(), answer bytea,
                primary key (organisation_id, caller_id, key)
            );
            create index idempotency_key_age on platform.idempotency_key (organisation_id, started_at);
            """);
        migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "idempotency_key");
        migrationBuilder.FenceBySites(PlatformContext.SchemaName, "idempotency_key");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table platform.idempotency_key;");
}
