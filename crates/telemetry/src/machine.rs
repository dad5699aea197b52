use std::path::Path;

use serde_json::{Value, json};
use sysinfo::{Disks, ProcessRefreshKind, ProcessesToUpdate, System};

/// How this machine and this process are: memory, load, the disk of `folder`. Blocking, some milliseconds.
#[must_use]
pub fn machine(folder: &Path) -> Value {
    let mut system = System::new();
    system.refresh_memory();
    system.refresh_cpu_list(sysinfo::CpuRefreshKind::nothing());
    let process = sysinfo::get_current_pid().ok();
    if let Some(pid) = process {
        let wanted = ProcessRefreshKind::nothing().with_memory();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, wanted);
    }
    let process = process.and_then(|pid| system.process(pid));
    let load = System::load_average();
    json!({
        "machine": {
            "os": System::long_os_version(),
            "cores": system.cpus().len(),
            "uptime_seconds": System::uptime(),
            "load": {"one": load.one, "five": load.five, "fifteen": load.fifteen},
            "memory_bytes": {"total": system.total_memory(), "available": system.available_memory()},
            "disk_bytes": disk_of(folder),
        },
        "process": {
            "id": std::process::id(),
            "uptime_seconds": process.map(sysinfo::Process::run_time),
            "memory_bytes": process.map(sysinfo::Process::memory),
            "virtual_memory_bytes": process.map(sysinfo::Process::virtual_memory),
        },
    })
}

/// The disk that a folder is on: the one with the longest mount point above it.
fn disk_of(folder: &Path) -> Value {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let disks = Disks::new_with_refreshed_list();
    let above = disks.iter().filter(|disk| folder.starts_with(disk.mount_point()));
    let disk = above.max_by_key(|disk| disk.mount_point().as_os_str().len());
    disk.map_or(Value::Null, |disk| json!({"total": disk.total_space(), "available": disk.available_space()}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_knows_this_machine() {
        let found = machine(Path::new("."));
        assert!(found["machine"]["cores"].as_u64().unwrap() >= 1, "{found}");
        assert!(found["machine"]["memory_bytes"]["total"].as_u64().unwrap() > 1 << 20, "{found}");
        assert!(found["process"]["memory_bytes"].as_u64().unwrap() > 1 << 16, "{found}");
    }
}
