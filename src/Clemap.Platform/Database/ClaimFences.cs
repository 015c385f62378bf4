using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that lets people claim devices.</summary>
internal static class ClaimFences
{
    /// <summary>
    /// Whoever claims a device does not own it yet, and whoever hands one over does not know to whom: one function looks at the one row whose one-time code the caller
    /// knows. Which organisation it acts for it reads where the fences read it, so that nobody claims for another one.
    /// </summary>
    public static void FenceClaims(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create policy claim on platform.devices for insert to current_user with check (true);

            create function platform.claim_device(device uuid, site uuid, device_serial text, code_hash bytea, moment timestamptz, entry uuid)
                returns varchar
                language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
            declare
                claimant uuid := nullif(current_setting('app.organisation_id', true), '')::uuid;
                made platform.manufactured_devices;
                held platform.devices;
                had_others boolean;
            begin
                if claimant is null then
                    return null;
                end if;
                -- Of two that claim at once the second waits, and then finds the device of the first.
                perform pg_advisory_xact_lock(hashtextextended('claim ' || device_serial, 0));
                select * into made from platform.manufactured_devices m where m.serial = device_serial;
                select * into held from platform.devices d where d.serial = device_serial and d.state <> 'Retired' for update;
                if held.id is null then
                    if made.one_time_code_hash is distinct from code_hash then
                        return null;
                    end if;
                elsif held.organisation_id = claimant or held.state = 'Suspended' or held.transfer_code_hash is distinct from code_hash or held.transfer_until <= moment then
                    return null;
                else
                    update platform.devices d set state = 'Retired', transfer_code_hash = null, transfer_until = null
                    where d.organisation_id = held.organisation_id and d.id = held.id;
                    insert into platform.audit (organisation_id, id, at, action, subject_id, before, after, origin)
                    values (held.organisation_id, entry, moment, 'device.transferred', held.id,
                        jsonb_build_object('state', held.state), jsonb_build_object('state', 'Retired'), 'server');
                end if;
                had_others := exists (select from platform.devices d where d.serial = device_serial);
                insert into platform.devices (organisation_id, id, site_id, serial, order_number, state, one_time_code_hash, factory_key, claimed_at, history_from)
                values (claimant, device, site, device_serial, coalesce(held.order_number, made.order_number), 'Claimed', code_hash,
                    coalesce(made.newest_key, made.public_key), moment, case when had_others then moment end);
                return coalesce(held.order_number, made.order_number);
            end
            $$;

            create function platform.enrol_by_key(device_serial text, key jsonb)
                returns table (device_id uuid, organisation_id uuid, site_id uuid, serial varchar, state varchar, public_key jsonb, history_from timestamptz)
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.devices d set public_key = key
                where d.serial = device_serial and d.state in ('Claimed', 'Commissioned')
                  and (d.public_key = key or d.public_key is null and d.factory_key = key)
                returning d.id, d.organisation_id, d.site_id, d.serial, d.state, d.public_key, d.history_from
            $$;

            create function platform.follow_key(device uuid, old_key jsonb, new_key jsonb)
                returns void
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.manufactured_devices m set newest_key = new_key
                from platform.devices d
                where d.id = device and d.state <> 'Retired' and m.serial = d.serial and coalesce(m.newest_key, m.public_key) = old_key
            $$;

            drop function platform.find_device(uuid);
            create function platform.find_device(device uuid)
                returns table (device_id uuid, organisation_id uuid, site_id uuid, serial varchar, state varchar, public_key jsonb, history_from timestamptz)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select d.id, d.organisation_id, d.site_id, d.serial, d.state, d.public_key, d.history_from from platform.devices d where d.id = device
            $$;

            -- With a key of the factory, a code lets in that key and no other.
            drop function platform.enrol_device(text, bytea, jsonb);
            create function platform.enrol_device(device_serial text, code_hash bytea, key jsonb)
                returns table (device_id uuid, organisation_id uuid, site_id uuid, serial varchar, state varchar, public_key jsonb, history_from timestamptz)
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.devices d set public_key = key
                where d.serial = device_serial and d.one_time_code_hash = code_hash and d.state in ('Claimed', 'Commissioned')
                  and (d.public_key = key or d.public_key is null and coalesce(d.factory_key, key) = key)
                returning d.id, d.organisation_id, d.site_id, d.serial, d.state, d.public_key, d.history_from
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid), platform.enrol_by_key(text, jsonb),
                 platform.follow_key(uuid, jsonb, jsonb), platform.find_device(uuid), platform.enrol_device(text, bytea, jsonb) from public;
             grant execute on function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid), platform.enrol_by_key(text, jsonb),
                 platform.follow_key(uuid, jsonb, jsonb), platform.find_device(uuid), platform.enrol_device(text, bytea, jsonb) to {DatabaseConnections.AppRole};
             """);
    }

    /// <summary>As the first migration had it.</summary>
    public static void UnfenceClaims(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            drop function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid);
            drop function platform.enrol_by_key(text, jsonb);
            drop function platform.follow_key(uuid, jsonb, jsonb);
            drop function platform.find_device(uuid);
            drop function platform.enrol_device(text, bytea, jsonb);
            drop policy claim on platform.devices;
            """);
        migration.CreateDeviceFunctions();
    }
}
