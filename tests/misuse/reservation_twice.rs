use mdoc_proximity::holder::Reservation;

pub fn committed_twice(reservation: Reservation<()>) {
    reservation.commit();
    let _ = reservation.credential(); //~ E0382
}
